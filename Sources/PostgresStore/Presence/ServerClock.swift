#if PostgreSQL
import Platform
import Synchronization
import TaskModel

/// The server's clock, which decides what is due: a machine whose own clock is wrong runs tasks neither early nor late.
///
/// Between two looks at it this machine's monotonic clock goes on from there.
final class ServerClock: Sendable {
    /// The server's microseconds since 1970, minus this machine's monotonic ones.
    private let offset = Atomic<Int64>(0)
    /// Monotonic nanoseconds of the last look.
    private let lookedAt = Atomic<Int64>(.min)

    /// For as long two machines' clocks stay together within a fraction of a millisecond.
    private static let trusted = Duration.seconds(10)

    /// The present; this machine's clock until a session has told the server's.
    func now() -> WallTime {
        guard lookedAt.load(ordering: .acquiring) != .min else { return .now() }
        let offset = offset.load(ordering: .relaxed)
        return WallTime(microseconds: MonotonicTime.now().nanoseconds / 1_000 + offset)
    }

    /// Looks at the server's clock, if the last look is too long ago.
    ///
    /// - Throws: `StoreError`.
    func look(through connection: PostgresConnection) throws(StoreError) {
        let asked = MonotonicTime.now()
        let last = lookedAt.load(ordering: .relaxed)
        guard last == .min || asked - MonotonicTime(nanoseconds: last) >= Self.trusted else { return }
        guard let time = try connection.first("SELECT clock_timestamp()", make: { $0.time(0) }) else { return }
        learn(time, asked: asked, answered: .now())
    }

    /// Takes the server's answer into account.
    ///
    /// - Parameters:
    ///   - time: The server's time.
    ///   - asked: Before the question.
    ///   - answered: After the answer; the server has looked somewhere between the two.
    func learn(_ time: WallTime, asked: MonotonicTime, answered: MonotonicTime) {
        let middle = asked.nanoseconds / 2_000 + answered.nanoseconds / 2_000
        offset.store(time.microseconds - middle, ordering: .relaxed)
        lookedAt.store(answered.nanoseconds, ordering: .releasing)
    }
}
#endif

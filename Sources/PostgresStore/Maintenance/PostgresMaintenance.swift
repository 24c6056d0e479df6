#if PostgreSQL
import Foundation
import Platform
import TaskModel

/// The maintenance of a database on a server: the deletion of old outcomes, on a thread of its own.
///
/// The server does everything else by itself.
final class PostgresMaintenance: StoreMaintenance {
    private let string: ConnectionString
    private let report: @Sendable (StoreNotice) -> Void
    private let state = Monitor(State())

    private struct State {
        var deletesBefore: WallTime?
        var isFinishing = false
        var isWorking = false
    }

    /// - Parameters:
    ///   - store: The database; it gets sessions of its own.
    ///   - report: Called when nothing can be deleted, once until something can again.
    init(store: PostgresStore, report: @escaping @Sendable (StoreNotice) -> Void) {
        string = store.string
        self.report = report
    }

    func start() {
        state.change { $0.isWorking = true }
        let thread = Thread { [self] in work() }
        thread.name = "autocron.maintenance"
        thread.start()
    }

    func request(deletingBefore instant: WallTime?) {
        state.change { $0.deletesBefore = instant ?? $0.deletesBefore }
    }

    func finish() {
        state.change { $0.isFinishing = true }
        state.wait { $0.isWorking ? .sleep() : .proceed(()) }
    }

    /// Only the host deletes.
    func runWithoutHost() {}

    private func work() {
        var hasFailed = false
        while let instant = nextRequest() {
            do throws(StoreError) {
                try tidyUp(before: instant)
                hasFailed = false
            } catch {
                // The next quiet moment asks again; a lost session is reported by those who need one.
                guard !hasFailed, !error.isTransient, ![.unreachable, .recovering].contains(error.code) else {
                    continue
                }
                hasFailed = true
                report(
                    StoreNotice(
                        .outcomesNotDeleted, "old outcomes cannot be deleted: \(error.description)", error: error))
            }
        }
        state.change { $0.isWorking = false }
    }

    private func nextRequest() -> WallTime? {
        state.wait { state in
            if state.isFinishing { return .proceed(nil) }
            guard let instant = state.deletesBefore else { return .sleep() }
            state.deletesBefore = nil
            return .proceed(instant)
        }
    }

    /// Deletes in many small transactions, in a session that is open for that time only.
    private func tidyUp(before instant: WallTime) throws(StoreError) {
        let connection = try PostgresConnection(string)
        while !state.withLock({ $0.isFinishing }) {
            let done = try connection.transaction { connection throws(StoreError) in
                try connection.deleteFinished(before: instant, now: .now())
            }
            guard done.mayHaveMore else { return }
            // Gives other sessions their turn.
            usleep(2_000)
        }
    }
}
#endif

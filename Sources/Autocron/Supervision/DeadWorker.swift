import Foundation
import Platform

/// What is known of a worker's death.
struct WorkerDeath: Equatable, Sendable {
    var status: TerminationStatus
    /// Why the pool has killed it, if it has.
    var stopReason = StopReason.none
    var process: pid_t?
    /// The last bytes that it wrote to standard error and did not forward.
    var lastWords: [UInt8] = []

    /// No process of this pool has seen the death: only the worker's slot can say more.
    static let unseen = WorkerDeath(status: .unseen)

    var isSeen: Bool { status != .unseen }

    /// The death, with what the slot says of it if this process has not seen it.
    func completed(by contents: SlotContents) -> WorkerDeath {
        guard !isSeen else { return self }
        return WorkerDeath(
            status: contents.note?.status ?? .unseen, stopReason: contents.note?.stopReason ?? .none,
            process: contents.process)
    }
}

/// A dead worker whose work is to be recovered, and when to try that again.
struct DeadWorker: Sendable {
    let slot: String
    let death: WorkerDeath
    /// What to log if it turns out that the worker executed nothing; no task records such a death.
    let idleExit: LogMessage?
    /// Whether the slot already contains what is known of the death.
    var isRecorded = false
    /// Since when the slot cannot be read.
    var unreadableSince: MonotonicTime?
    /// When to try again.
    var nextTry = MonotonicTime.distantPast
    var pause = RetryPause(first: .milliseconds(50), longest: .seconds(1))

    init(slot: String, death: WorkerDeath, idleExit: LogMessage? = nil) {
        self.slot = slot
        self.death = death
        self.idleExit = idleExit
    }
}

/// The pause between tries: twice as long each time, up to a limit.
struct RetryPause: Equatable, Sendable {
    private let first: Duration
    private let longest: Duration
    private var last = Duration.zero

    /// - Parameters:
    ///   - first: The first pause.
    ///   - longest: The longest pause.
    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The next pause.
    mutating func next() -> Duration {
        last = last == .zero ? first : min(last * 2, longest)
        return last
    }

    /// Begins again with the first pause, after a successful try.
    mutating func reset() {
        last = .zero
    }
}

import Foundation
import Platform

/// A dead worker whose work is to be recovered.
struct DeadWorker {
    var slot: String
    var status: TerminationStatus
    /// Why the pool has killed it, if it has.
    var stopReason: StopReason
    var process: pid_t?
    /// The last bytes that it wrote to standard error and did not forward.
    var lastWords: [UInt8] = []
    /// Whether the slot already contains what is known of the death.
    var isRecorded = false
    /// Since when the slot cannot be read.
    var unreadableSince: MonotonicTime?
    /// When to try again.
    var nextTry = MonotonicTime.distantPast
    var pause = RetryPause(first: .milliseconds(50), longest: .seconds(1))

    init(
        slot: String, status: TerminationStatus, stopReason: StopReason, process: pid_t? = nil, lastWords: [UInt8] = []
    ) {
        self.slot = slot
        self.status = status
        self.stopReason = stopReason
        self.process = process
        self.lastWords = lastWords
    }

    /// The case with the slot's record of the death, if this process has not seen the death.
    func completed(by contents: SlotContents) -> DeadWorker {
        guard status == .unseen else { return self }
        var whole = self
        whole.process = contents.process
        if let note = contents.note {
            whole.status = note.status
            whole.stopReason = note.stopReason
        }
        return whole
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

    /// - Returns: Nanoseconds.
    mutating func next() -> Duration {
        last = last == .zero ? first : min(last * 2, longest)
        return last
    }

    /// Begins again with the first pause, after a successful try.
    mutating func reset() {
        last = .zero
    }
}

import Foundation

/// A dead worker whose work is to be recovered.
struct SlotCase {
    var slot: String
    var death: ProcessDeath
    /// Why the pool has killed it, if it has.
    var verdict: SlotVerdict
    var process: pid_t?
    /// The last bytes that it wrote to standard error and did not forward.
    var lastWords: [UInt8] = []
    /// Whether the slot already contains what is known of the death.
    var isNoted = false
    /// Since when the slot cannot be read; monotonic.
    var unreadableSince: Int64?
    /// When to try again; monotonic.
    var nextTry: Int64 = .min
    var pause = RetryPause(first: 50_000_000, longest: 1_000_000_000)

    init(
        slot: String, death: ProcessDeath, verdict: SlotVerdict, process: pid_t? = nil, lastWords: [UInt8] = []
    ) {
        self.slot = slot
        self.death = death
        self.verdict = verdict
        self.process = process
        self.lastWords = lastWords
    }

    /// The case with the slot's record of the death, if this process has not seen the death.
    func completed(by reading: SlotReading) -> SlotCase {
        guard death == .unseen else { return self }
        var whole = self
        whole.process = reading.process
        if let note = reading.note {
            whole.death = note.death
            whole.verdict = note.verdict
        }
        return whole
    }
}

/// The pause between tries: twice as long each time, up to a limit.
struct RetryPause: Equatable, Sendable {
    private let first: Int64
    private let longest: Int64
    private var last: Int64 = 0

    /// - Parameters:
    ///   - first: The first pause in nanoseconds.
    ///   - longest: The longest pause in nanoseconds.
    init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = longest
    }

    /// - Returns: Nanoseconds.
    mutating func next() -> Int64 {
        last = last == 0 ? first : min(last * 2, longest)
        return last
    }

    /// Begins again with the first pause, after a successful try.
    mutating func reset() {
        last = 0
    }
}

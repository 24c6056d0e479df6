import Platform
import WorkerFiles

/// Finds the time limits of tasks that their workers could not report.
///
/// A worker reports a task to the pool when it has run for two milliseconds. The pool would wait forever for a worker
/// that was stopped or starved before then. So while a worker is awake and has reported nothing, its slot is polled; if
/// the same attempt is there twice, the worker should have reported it. While all workers sleep there is no polling.
struct StallDetector {
    /// Nanoseconds between two polls.
    static let silenceTimeout = Duration.milliseconds(100)

    private var seen: [Int: SlotRecord] = [:]
    /// When to poll again.
    private(set) var next: MonotonicTime?

    /// Polls, if it is time, the workers that are awake and have reported nothing.
    ///
    /// - Parameters:
    ///   - untold: Their places.
    ///   - now: The present.
    ///   - readRecord: Reads a worker's slot.
    /// - Returns: The attempts that a worker should have reported.
    mutating func poll(at untold: Set<Int>, now: MonotonicTime, readRecord: (Int) -> SlotRecord?) -> [Int: SlotRecord] {
        guard !untold.isEmpty else {
            next = nil
            seen = [:]
            return [:]
        }
        guard let time = next, now >= time else {
            next = next ?? now + Self.silenceTimeout
            return [:]
        }
        var found: [Int: SlotRecord] = [:]
        var current: [Int: SlotRecord] = [:]
        for place in untold {
            guard let record = readRecord(place) else { continue }
            current[place] = record
            if seen[place] == record { found[place] = record }
        }
        seen = current
        next = now + Self.silenceTimeout
        return found
    }
}

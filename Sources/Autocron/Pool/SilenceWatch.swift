import TaskStore

/// Finds the time limits of tasks of which their workers could not tell.
///
/// A worker tells the pool of a task when that has run for two milliseconds. One that was stopped or starved before then
/// would be waited for without end. So as long as a worker is awake and has told nothing, its slot is looked at now and
/// then; an attempt that stands there twice is one of which it should have told. While all workers sleep nothing is done.
struct SilenceWatch {
    /// Nanoseconds between two looks.
    static let patience: Int64 = 100_000_000

    private var seen: [Int: SlotRecord] = [:]
    /// When to look again; monotonic.
    private(set) var next: Int64?

    /// Looks, if it is time, at the workers that are awake and have told nothing.
    ///
    /// - Parameters:
    ///   - untold: their places.
    ///   - now: monotonic nanoseconds.
    ///   - glance: reads a worker's slot.
    /// - Returns: the attempts of which a worker should have told.
    mutating func look(at untold: Set<Int>, now: Int64, glance: (Int) -> SlotRecord?) -> [Int: SlotRecord] {
        guard !untold.isEmpty else {
            next = nil
            seen = [:]
            return [:]
        }
        guard let time = next, now >= time else {
            next = next ?? now + Self.patience
            return [:]
        }
        var found: [Int: SlotRecord] = [:]
        var current: [Int: SlotRecord] = [:]
        for place in untold {
            guard let record = glance(place) else { continue }
            current[place] = record
            if seen[place] == record { found[place] = record }
        }
        seen = current
        next = now + Self.patience
        return found
    }
}

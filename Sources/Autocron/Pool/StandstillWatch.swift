import TaskStore

/// Notices that all workers wait for tasks, of which none can be started then.
///
/// Workers tell in their slots what they wait for. While each of them runs a task the slots are looked at now and then; if
/// all of them tell of the same waits twice, the pool may stand still, which the database is asked. While a worker is free
/// nothing is done.
struct StandstillWatch {
    /// Nanoseconds between two looks.
    static let interval = Standstill.patience * 1_000
    /// Nanoseconds between two reports.
    static let pause: Int64 = 60_000_000_000

    private var seen: [SlotGlance]?
    private var isReported = false
    private var quietUntil = Int64.min
    /// When to look again; monotonic.
    private(set) var next: Int64?

    /// Looks, if it is time.
    ///
    /// - Parameters:
    ///   - isBusy: whether each worker runs a task.
    ///   - now: monotonic nanoseconds.
    ///   - glance: reads the slots; nil unless all of them tell of a wait.
    /// - Returns: the slots, if the database should be asked.
    mutating func look(isBusy: Bool, now: Int64, glance: () -> [SlotGlance]?) -> [SlotGlance]? {
        guard isBusy else {
            (seen, next, isReported) = (nil, nil, false)
            return nil
        }
        guard let time = next, now >= time else {
            next = next ?? now + Self.interval
            return nil
        }
        next = now + Self.interval
        let found = glance()
        defer { seen = found }
        guard let found, found == seen else {
            isReported = false
            return nil
        }
        return isReported || now < quietUntil ? nil : found
    }

    /// What was found has been reported, so it is not found again.
    mutating func noteReport(now: Int64) {
        isReported = true
        quietUntil = now.addingSaturated(Self.pause)
    }
}

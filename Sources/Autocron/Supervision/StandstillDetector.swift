import Platform
import WorkerFiles

/// Detects that all workers wait for tasks and none of these tasks can be started.
///
/// Workers record in their slots what they wait for. While each of them runs a task the slots are polled. If all of
/// them record the same waits twice, the pool may be at a standstill, and the database is queried. While a worker is
/// free there is no polling.
struct StandstillDetector {
    /// Nanoseconds between two polls.
    static let interval = Standstill.interval
    /// Nanoseconds between two reports.
    static let pause = Duration.seconds(60)

    private var seen: [LiveSlot]?
    private var isReported = false
    private var quietUntil = MonotonicTime.distantPast
    /// When to poll again.
    private(set) var next: MonotonicTime?

    /// Polls, if it is time.
    ///
    /// - Parameters:
    ///   - isBusy: Whether each worker runs a task.
    ///   - now: The present.
    ///   - readSlots: Reads the slots; nil unless all of them record a wait.
    /// - Returns: The slots, if the database should be queried.
    mutating func poll(isBusy: Bool, now: MonotonicTime, readSlots: () -> [LiveSlot]?) -> [LiveSlot]? {
        guard isBusy else {
            (seen, next, isReported) = (nil, nil, false)
            return nil
        }
        guard let time = next, now >= time else {
            next = next ?? now + Self.interval
            return nil
        }
        next = now + Self.interval
        let found = readSlots()
        defer { seen = found }
        guard let found, found == seen else {
            isReported = false
            return nil
        }
        return isReported || now < quietUntil ? nil : found
    }

    /// Records that the standstill has been reported, so that it is not reported again.
    mutating func recordReport(now: MonotonicTime) {
        isReported = true
        quietUntil = now + Self.pause
    }
}

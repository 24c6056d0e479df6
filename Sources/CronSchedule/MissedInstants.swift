/// The instants of a recurrence in a past interval.
///
/// The interval may be years long, so instants are never listed from its beginning: the newest ones are found from its
/// end, and counting stops at a limit.
struct MissedInstants {
    private let recurrence: Recurrence

    /// The instant before the interval.
    private let start: Int64

    /// The last instant of the interval.
    private let end: Int64

    init(_ recurrence: Recurrence, after start: Int64, through end: Int64) {
        self.recurrence = recurrence
        self.start = start
        self.end = end
    }

    /// The number of instants, or ``FiringPlan/largestCount`` if there are more.
    var count: Int {
        if case .every(let interval) = recurrence, interval >= microsecondsPerSecond, start < end {
            let count = floorDivide(end, interval) - floorDivide(start, interval)
            return Int(Swift.min(count, Int64(FiringPlan.largestCount)))
        }
        var (count, last) = (0, start)
        while count < FiringPlan.largestCount, let next = recurrence.next(after: last), next <= end {
            (count, last) = (count + 1, next)
        }
        return count
    }

    /// Finds the newest instants.
    ///
    /// - Parameter limit: The maximum number to find.
    /// - Returns: The instants in ascending order.
    func newest(_ limit: Int) -> [Int64] {
        var (instants, end) = ([Int64](), end)
        while instants.count < Swift.min(limit, FiringPlan.largestCount), let newest = newest(through: end) {
            instants.append(newest)
            end = newest - 1
        }
        return instants.reversed()
    }

    /// Finds the newest instant that is not after another.
    ///
    /// For every point of the interval before the newest instant, the recurrence's next instant is in the interval; for
    /// every other point it is later. So the newest is found by bisection. It usually is near the end, so the first
    /// points are taken there, at doubling distances.
    private func newest(through end: Int64) -> Int64? {
        guard start < end, var newest = recurrence.next(after: start), newest <= end else { return nil }
        var (behind, step) = (end, UInt64(microsecondsPerSecond))
        // Instants are at least a second apart.
        while case let distance = UInt64(bitPattern: behind &- newest), distance >= UInt64(microsecondsPerSecond) {
            step = Swift.min(2 * step, distance / 2)
            let probe = behind - Int64(step)
            if let next = recurrence.next(after: probe), next <= end {
                (newest, step) = (next, UInt64(Int64.max))
            } else {
                behind = probe
            }
        }
        return newest
    }
}

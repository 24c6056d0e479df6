import Platform

/// The number of tasks that a worker reserves at once: as many as it can probably run in two milliseconds.
///
/// Long reservations make short tasks cheap, because one transaction serves many; but a reserved task waits behind the
/// running one. A wait of two milliseconds does not matter, and if a task takes longer than expected, the others are
/// requeued.
struct BatchSizer: Equatable, Sendable {
    static let slice = Duration.milliseconds(2)
    static let maximum = 256

    private var last = 0
    /// Nanoseconds; nil until a task has been measured.
    private var average: Double?

    /// The number to claim next: at most twice as many as the last time, so that a wrong guess can be made only once.
    mutating func next() -> Int {
        let affordable = average.map { Int(Double(Self.slice.nanoseconds) / max($0, 1)) } ?? 1
        let count = max(1, min(Self.maximum, last * 2, affordable))
        last = count
        return count
    }

    /// Learns from a batch.
    ///
    ///   - count: the number of tasks that ended.
    ///   - count: tasks that ended.
    ///   - elapsed: the time that they took together.
    mutating func learn(count: Int, elapsed: Duration) {
        guard count > 0 else { return }
        let measured = Double(elapsed.nanoseconds) / Double(count)
        guard let known = average, measured < known * 4 else {
            average = measured
            return
        }
        average = known * 0.75 + measured * 0.25
    }

    /// Starts small again, after a time without work.
    mutating func reset() {
        last = 0
    }
}

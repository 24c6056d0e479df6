import Synchronization

/// A test's clock: it advances only on request, and never goes back.
final class TestClock: Sendable {
    private let instant: Mutex<Int64>

    /// - Parameter instant: µs since 1970.
    init(_ instant: Int64) {
        self.instant = Mutex(instant)
    }

    /// The present, µs since 1970.
    var now: Int64 {
        instant.withLock { $0 }
    }

    /// Moves the clock forward to an instant; a clock that is already past it is left unchanged.
    ///
    /// The clock never reaches the end of time, when tasks are due that must not start.
    func move(to target: Int64) {
        instant.withLock { $0 = max($0, min(target, .max - 1)) }
    }
}

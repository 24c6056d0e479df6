import Synchronization

/// A test's clock: it stands still until it is moved, and never goes back.
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

    /// Moves the clock forward to an instant, or leaves it where it is further already.
    ///
    /// The end of time never comes: that is when tasks are due that nobody may start.
    func move(to target: Int64) {
        instant.withLock { $0 = max($0, min(target, .max - 1)) }
    }
}

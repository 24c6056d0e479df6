import Platform
import Synchronization

/// A test's clock: it advances only on request, and never goes back.
final class TestClock: Sendable {
    private let instant: Mutex<WallTime>

    init(_ instant: WallTime) {
        self.instant = Mutex(instant)
    }

    /// The present.
    var now: WallTime {
        instant.withLock { $0 }
    }

    /// Moves the clock forward to an instant; a clock that is already past it is left unchanged.
    ///
    /// The clock never reaches the end of time, when tasks are due that must not start.
    func move(to target: WallTime) {
        instant.withLock { $0 = max($0, min(target, WallTime(microseconds: .max - 1))) }
    }
}

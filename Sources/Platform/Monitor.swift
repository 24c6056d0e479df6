package import Foundation

/// A value that several threads share, and a condition on which they wait for its changes.
///
/// `@unchecked Sendable` is right because the value is read and written under the condition's lock alone. Its methods can be
/// inlined, so that other modules have them for their own types of values: each call that is stored passes through them.
package final class Monitor<State: Sendable>: @unchecked Sendable {
    @usableFromInline let condition = NSCondition()
    @usableFromInline var state: State

    @inlinable
    package init(_ state: State) {
        self.state = state
    }

    /// Reads the value, or changes it without waking the threads that wait.
    @inlinable
    package func withLock<R>(_ body: (inout State) throws -> R) rethrows -> R {
        try condition.withLock { try body(&state) }
    }

    /// Changes the value, and wakes the threads that wait, because each of them may wait for something else.
    @inlinable
    package func change<R>(_ body: (inout State) throws -> R) rethrows -> R {
        try condition.withLock {
            defer { condition.broadcast() }
            return try body(&state)
        }
    }

    /// Wakes the threads that wait, after a change in ``withLock(_:)`` for which they may wait.
    package func wakeAll() {
        condition.broadcast()
    }

    /// A thread's decision after reading the value.
    @frozen
    package enum Step<R> {
        case proceed(R)
        /// Wait for the next change, and look again at this time at the latest.
        case sleep(until: Date? = nil)
    }

    /// Waits for a change.
    ///
    /// - Parameter look: Reads the value under the lock, and may change it; called again after each wake-up.
    /// - Returns: The value that the thread continues with.
    @inlinable
    package func wait<R>(_ look: (inout State) -> Step<R>) -> R {
        condition.lock()
        defer { condition.unlock() }
        while true {
            switch look(&state) {
            case .proceed(let result): return result
            // A date without end traps in Foundation on Linux.
            case .sleep(let deadline?): _ = condition.wait(until: deadline)
            case .sleep: condition.wait()
            }
        }
    }
}

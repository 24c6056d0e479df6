import Synchronization

/// A Swift task that other threads can cancel, also while it runs its first part inside of the call that makes it.
///
/// `@unchecked Sendable` is right because the state is touched under the lock alone, and because of what a current task
/// offers only `cancel()` is used, which its documentation allows from any task and thread. The value keeps the task's
/// object alive.
@safe
final class CancellableTask: @unchecked Sendable {
    private let lock = Mutex<Void>(())
    private var task: UnsafeCurrentTask?
    private var isCancelled = false

    /// Says that the task that calls this is meant; one that was cancelled before is cancelled now.
    func beginHere() {
        let isLate = lock.withLock { _ in
            unsafe task = withUnsafeCurrentTask { unsafe $0 }
            return isCancelled
        }
        if isLate { cancel() }
    }

    func cancel() {
        let task = unsafe lock.withLock { _ in
            isCancelled = true
            return unsafe self.task
        }
        // Outside of the lock, since it runs the cancellation handlers of the function that runs.
        unsafe task?.cancel()
    }
}

import Synchronization

/// A Swift task that other threads can cancel, even while its first part runs inside the call that creates it.
///
/// `@unchecked Sendable` is right because the state is accessed under the lock alone, and because the only method used
/// of a current task is `cancel()`, whose documentation allows calls from any task and thread. The value keeps the
/// task's object alive.
@safe
final class CancellableTask: @unchecked Sendable {
    private let lock = Mutex<Void>(())
    private var task: UnsafeCurrentTask?
    private var isCancelled = false

    /// Sets the calling task as the one to cancel; if it was cancelled before, it is cancelled now.
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
        // Outside the lock, because it runs the cancellation handlers of the running function.
        unsafe task?.cancel()
    }
}

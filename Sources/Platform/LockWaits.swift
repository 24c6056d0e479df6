import Foundation
import Synchronization

/// The threads of this process that wait for pools' locks: at most one for each lock file, across stops and starts.
///
/// A thread that waits in `flock` cannot be interrupted. So an application that is stopped while it waits leaves its
/// thread there, and the next start on the same file uses that thread instead of starting another one.
package final class LockWaits: Sendable {
    package static let shared = LockWaits()

    package typealias Receiver = @Sendable (Result<FileLock, SystemFailure>) -> Void

    /// A file, identified independently of its path.
    private struct File: Hashable {
        var device: UInt64
        var number: UInt64

        init(_ path: String) throws(SystemFailure) {
            var information = stat()
            guard unsafe stat(path, &information) == 0 else { throw SystemFailure("cannot look at '\(path)'") }
            device = UInt64(truncatingIfNeeded: information.st_dev)
            number = UInt64(truncatingIfNeeded: information.st_ino)
        }
    }

    /// The receiver of a waiting thread; nil after the wait was cancelled.
    private struct Wait {
        var owner: ObjectIdentifier
        var receiver: Receiver
    }

    private let waits = Mutex<[File: Wait?]>([:])

    /// Waits for a lock on a thread of its own, which then runs the receiver.
    ///
    /// - Parameters:
    ///   - path: The lock's file, which exists.
    ///   - owner: Identifies the wait; see ``cancel(_:)``.
    ///   - receiver: Called on that thread with the lock, unless the wait is cancelled before.
    /// - Throws: `SystemFailure` if the file is not there.
    package func wait(
        for path: String, as owner: ObjectIdentifier, _ receiver: @escaping Receiver
    ) throws(SystemFailure) {
        let file = try File(path)
        let isWaiting = waits.withLock { waits in
            defer { waits[file] = .some(Wait(owner: owner, receiver: receiver)) }
            return waits.keys.contains(file)
        }
        guard !isWaiting else { return }
        let thread = Thread { [self] in take(path, file) }
        thread.name = "autocron.pool"
        thread.start()
    }

    /// Cancels a wait.
    package func cancel(_ owner: ObjectIdentifier) {
        waits.withLock { waits in
            for (file, wait) in waits where wait?.owner == owner { waits[file] = .some(nil) }
        }
    }

    /// How many threads wait.
    var count: Int { waits.withLock(\.count) }

    private func take(_ path: String, _ file: File) {
        let lock: Result<FileLock, SystemFailure>?
        do throws(SystemFailure) {
            lock = try FileLock.take(path, waiting: true).map { .success($0) }
        } catch {
            lock = .failure(error)
        }
        let wait = waits.withLock { waits in waits.removeValue(forKey: file) } ?? nil
        // If no application waits any more, releasing the last reference releases the lock.
        if let lock { wait?.receiver(lock) }
    }
}

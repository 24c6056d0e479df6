import CPlatform
import Foundation

/// A lock on a file that the kernel gives back when its holder dies, in whatever way.
///
/// `flock`, because it belongs to the open file: `fcntl` locks are lost when the process closes the file anywhere.
final class FileLock: Sendable {
    let descriptor: Descriptor
    let path: String

    private init(descriptor: Descriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Takes the lock.
    ///
    /// - Parameters:
    ///   - path: the file, made where it is missing.
    ///   - waiting: whether to wait for a holder to let go, in the calling thread.
    /// - Returns: nil if somebody else holds it.
    /// - Throws: `SystemFailure`.
    static func take(_ path: String, waiting: Bool) throws(SystemFailure) -> FileLock? {
        while true {
            let number = unsafe Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard number >= 0 else { throw SystemFailure("cannot open '\(path)'") }
            let descriptor = Descriptor(number)
            while flock(number, LOCK_EX | (waiting ? 0 : LOCK_NB)) != 0 {
                if errno == EWOULDBLOCK { return nil }
                guard errno == EINTR else { throw SystemFailure("cannot lock '\(path)'") }
            }
            // The file may have been removed, and another one made, between opening and locking it.
            if isCurrent(number, path) { return FileLock(descriptor: descriptor, path: path) }
        }
    }

    /// Opens a file of which is known that whoever held its lock is dead.
    static func open(_ path: String) throws(SystemFailure) -> FileLock {
        let number = unsafe Foundation.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { throw SystemFailure("cannot open '\(path)'") }
        return FileLock(descriptor: Descriptor(number), path: path)
    }

    private static func isCurrent(_ number: Int32, _ path: String) -> Bool {
        var held = stat()
        var present = stat()
        guard unsafe fstat(number, &held) == 0, unsafe stat(path, &present) == 0 else { return false }
        return held.st_ino == present.st_ino && held.st_dev == present.st_dev && held.st_nlink > 0
    }

    /// Removes the file while it is locked, so that nobody can lock what is about to go.
    func removeFile() {
        unsafe unlink(path)
    }

    /// Lets go at once, also where a forked child of the host still has the file open.
    func release() {
        flock(descriptor.number, LOCK_UN)
    }
}

import CPlatform
import Foundation

/// A lock on a file that the kernel gives back when its holder dies, in whatever way.
///
/// `flock`, because it belongs to the open file: `fcntl` locks are lost when the process closes the file anywhere.
package final class FileLock: Sendable {
    package let descriptor: Descriptor
    package let path: String

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
    package static func take(_ path: String, waiting: Bool) throws(SystemFailure) -> FileLock? {
        while true {
            let number = Descriptor.aboveStreams(
                unsafe Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600))
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
    package static func open(_ path: String) throws(SystemFailure) -> FileLock {
        let number = unsafe Foundation.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { throw SystemFailure("cannot open '\(path)'") }
        return FileLock(descriptor: Descriptor(number), path: path)
    }

    /// Looks whether somebody holds a lock, without making the file.
    ///
    /// The look takes the lock for a moment, shared with others who look. Who tries to take it in that moment meets a
    /// holder, and gets the lock when it waits; so this is for people's questions, not for decisions.
    ///
    /// - Parameter path: the file.
    /// - Returns: false also where there is no such file.
    package static func isHeld(_ path: String) -> Bool {
        let number = unsafe Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { return false }
        defer { close(number) }
        return flock(number, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Writes into the locked file who holds it; see ``holder(of:)``.
    package func sign() {
        let text = "\(getpid()) \(Timestamp.now())\n"
        ftruncate(descriptor.number, 0)
        _ = unsafe pwrite(descriptor.number, text, text.utf8.count, 0)
    }

    /// Reads who holds a lock, if somebody does who has signed it.
    ///
    /// - Parameter path: the file.
    /// - Returns: the process, and since when; µs since 1970.
    package static func holder(of path: String) -> (process: Int32, since: Int64)? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let process = Int32(words[0]), let since = Int64(words[1]) else { return nil }
        return (process, since)
    }

    private static func isCurrent(_ number: Int32, _ path: String) -> Bool {
        var held = stat()
        var present = stat()
        guard unsafe fstat(number, &held) == 0, unsafe stat(path, &present) == 0 else { return false }
        return held.st_ino == present.st_ino && held.st_dev == present.st_dev && held.st_nlink > 0
    }

    /// Removes the file while it is locked, so that nobody can lock what is about to go.
    package func removeFile() {
        unsafe unlink(path)
    }

    /// Lets go at once, also where a forked child of the host still has the file open.
    package func release() {
        flock(descriptor.number, LOCK_UN)
    }
}

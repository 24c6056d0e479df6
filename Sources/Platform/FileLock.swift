import CPlatform
import Foundation

/// A lock on a file that the kernel releases when its holder dies, in whatever way.
///
/// `flock`, because the lock belongs to the open file: `fcntl` locks are lost when the process closes the file
/// anywhere. A process that is forked from the holder, and does not execute another program, has the open file too; so
/// the file is hidden from it.
package final class FileLock: Sendable {
    package let descriptor: Descriptor
    package let path: String

    private init(descriptor: Descriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
        autocron_hide_from_forks(descriptor.number)
    }

    deinit {
        autocron_show_to_forks(descriptor.number)
    }

    /// Takes the lock.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - waiting: Whether to wait, in the calling thread, for a holder to release it.
    ///   - creating: Whether to create a missing file; only processes that may hold the lock for long should do that.
    /// - Returns: nil if another process holds it.
    /// - Throws: `SystemFailure`, with the code ENOENT if the file is missing and not created.
    package static func take(
        _ path: String, waiting: Bool, creating: Bool = true
    ) throws(SystemFailure) -> FileLock? {
        while true {
            let descriptor = try OrdinaryFile.open(path, O_RDWR | (creating ? O_CREAT : 0))
            if creating { Ownership.likeFolder(of: path, descriptor) }
            let isTaken = try waiting ? wait(for: descriptor, path) : tryLock(descriptor, path)
            guard isTaken else { return nil }
            // Between opening and locking it, the file may have been removed, and another one created.
            if isCurrent(descriptor.number, path) { return FileLock(descriptor: descriptor, path: path) }
        }
    }

    /// Takes the lock of a folder, without waiting.
    ///
    /// A folder needs no lock file, which another user's process could create first.
    ///
    /// - Parameter path: The folder, which must exist.
    /// - Returns: nil if another process holds it.
    /// - Throws: `SystemFailure`.
    package static func take(folder path: String) throws(SystemFailure) -> FileLock? {
        let number = Descriptor.aboveStreams(
            unsafe Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW))
        guard number >= 0 else { throw SystemFailure("cannot open the folder '\(path)'") }
        let descriptor = Descriptor(number)
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            guard errno == EINTR else { throw SystemFailure("cannot lock the folder '\(path)'") }
        }
        return FileLock(descriptor: descriptor, path: path)
    }

    private static func wait(for descriptor: Descriptor, _ path: String) throws(SystemFailure) -> Bool {
        while flock(descriptor.number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw SystemFailure("cannot lock '\(path)'") }
        }
        return true
    }

    /// - Returns: False if another process holds the lock; if one only checks it by ``isHeld(_:)``, this waits.
    private static func tryLock(_ descriptor: Descriptor, _ path: String) throws(SystemFailure) -> Bool {
        // A check takes microseconds; the loop covers a process that is stopped in the middle of one.
        for _ in 0..<200 {
            if try lock(descriptor, LOCK_EX, path) { return true }
            // A check shares the lock, and a holder does not.
            guard try lock(descriptor, LOCK_SH, path) else { return false }
            flock(descriptor.number, LOCK_UN)
            usleep(UInt32.random(in: 500...2_000))
        }
        return false
    }

    private static func lock(_ descriptor: Descriptor, _ kind: Int32, _ path: String) throws(SystemFailure) -> Bool {
        while flock(descriptor.number, kind | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw SystemFailure("cannot lock '\(path)'") }
        }
        return true
    }

    /// The state of a path where there may be a file with a lock.
    package enum Finding {
        case missing
        /// Another process holds the lock; the file is open for reading and writing all the same.
        case held(FileLock)
        case taken(FileLock)
    }

    /// Opens a file if it exists, and takes its lock if no other process holds it.
    ///
    /// - Throws: `SystemFailure` if the state cannot be found out.
    package static func find(_ path: String) throws(SystemFailure) -> Finding {
        let descriptor: Descriptor
        do {
            descriptor = try OrdinaryFile.open(path, O_RDWR)
        } catch {
            if error.code == ENOENT { return .missing }
            throw error
        }
        let found = FileLock(descriptor: descriptor, path: path)
        guard try tryLock(descriptor, path) else { return .held(found) }
        return isCurrent(descriptor.number, path) ? .taken(found) : .missing
    }

    /// Opens a file whose lock was held by a process that is known to be dead.
    package static func open(_ path: String) throws(SystemFailure) -> FileLock {
        FileLock(descriptor: try OrdinaryFile.open(path, O_RDWR), path: path)
    }

    /// Checks whether another process holds a lock, without creating the file.
    ///
    /// The check shares the lock for a moment, which ``take(_:waiting:creating:)`` can distinguish from a holder. It
    /// answers people's questions; decisions must not depend on it.
    ///
    /// - Parameter path: The file.
    /// - Returns: False also if there is no such file, or it cannot be opened.
    package static func isHeld(_ path: String) -> Bool {
        guard let descriptor = try? OrdinaryFile.open(path, O_RDONLY) else { return false }
        return flock(descriptor.number, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Writes the holder's identity into the locked file; see ``holder(of:)``.
    package func sign() {
        let text = "\(getpid()) \(WallTime.now().microseconds)\n"
        ftruncate(descriptor.number, 0)
        _ = unsafe pwrite(descriptor.number, text, text.utf8.count, 0)
    }

    /// Reads the identity of a lock's holder, if there is one that has signed it.
    ///
    /// - Parameter path: The file.
    /// - Returns: The process, and since when.
    package static func holder(of path: String) -> (process: Int32, since: WallTime)? {
        guard let bytes = OrdinaryFile.read(path, limit: 256) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let process = Int32(words[0]), let since = Int64(words[1]) else { return nil }
        return (process, WallTime(microseconds: since))
    }

    private static func isCurrent(_ number: Int32, _ path: String) -> Bool {
        var held = stat()
        var present = stat()
        guard unsafe fstat(number, &held) == 0, unsafe stat(path, &present) == 0 else { return false }
        return held.st_ino == present.st_ino && held.st_dev == present.st_dev && held.st_nlink > 0
    }

    /// Removes the file while it is locked, so that no process can lock a file that is about to be removed.
    package func removeFile() {
        unsafe unlink(path)
    }

    /// Releases the lock at once, even if a forked child of the host program still has the file open.
    package func release() {
        flock(descriptor.number, LOCK_UN)
    }
}

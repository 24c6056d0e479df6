import CPlatform
import Foundation

/// A lock on a file that the kernel gives back when its holder dies, in whatever way.
///
/// `flock`, because it belongs to the open file: `fcntl` locks are lost when the process closes the file anywhere. A process
/// that is forked from the holder, and becomes no other program, has the open file too; so the file is hidden from it.
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
    ///   - path: the file.
    ///   - waiting: whether to wait for a holder to let go, in the calling thread.
    ///   - creating: whether to make the file where it is missing; only who may hold the lock for long should.
    /// - Returns: nil if another process holds it.
    /// - Throws: `SystemFailure`, with the code ENOENT where the file is missing and not made.
    package static func take(
        _ path: String, waiting: Bool, creating: Bool = true
    ) throws(SystemFailure) -> FileLock? {
        while true {
            let descriptor = try OrdinaryFile.open(path, O_RDWR | (creating ? O_CREAT : 0))
            if creating { Ownership.likeFolder(of: path, descriptor) }
            let isTaken = try waiting ? wait(for: descriptor, path) : tryLock(descriptor, path)
            guard isTaken else { return nil }
            // The file may have been removed, and another one made, between opening and locking it.
            if isCurrent(descriptor.number, path) { return FileLock(descriptor: descriptor, path: path) }
        }
    }

    /// Takes the lock of a folder, without waiting.
    ///
    /// There is no file that a process of another user could make first.
    ///
    /// - Parameter path: the folder, which must exist.
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

    /// - Returns: false if another process holds the lock; a look by ``isHeld(_:)`` is waited for.
    private static func tryLock(_ descriptor: Descriptor, _ path: String) throws(SystemFailure) -> Bool {
        // Looks take microseconds; this is for one that is stopped in the midst of it.
        for _ in 0..<200 {
            if try lock(descriptor, LOCK_EX, path) { return true }
            // Who looks shares the lock, and who holds it does not.
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

    /// What is found where a file with a lock may lie.
    package enum Finding {
        case missing
        /// Another process holds the lock; the file is open for reading and writing all the same.
        case held(FileLock)
        case taken(FileLock)
    }

    /// Opens a file if it is there, and takes its lock if no other process holds it.
    ///
    /// - Throws: `SystemFailure` where that cannot be learnt.
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

    /// Opens a file of which is known that the process that held its lock is dead.
    package static func open(_ path: String) throws(SystemFailure) -> FileLock {
        FileLock(descriptor: try OrdinaryFile.open(path, O_RDWR), path: path)
    }

    /// Looks whether another process holds a lock, without making the file.
    ///
    /// The look shares the lock for a moment, which ``take(_:waiting:creating:)`` can tell from a holder; so this is for
    /// people's questions, not for decisions.
    ///
    /// - Parameter path: the file.
    /// - Returns: false also where there is no such file, or none that can be opened.
    package static func isHeld(_ path: String) -> Bool {
        guard let descriptor = try? OrdinaryFile.open(path, O_RDONLY) else { return false }
        return flock(descriptor.number, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
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
        guard let bytes = OrdinaryFile.read(path, limit: 256) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
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

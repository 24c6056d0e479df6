#if os(Linux)
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

/// SQLite's locks belong to the process: whoever closes a descriptor of the file anywhere in it drops them all, and the
/// next process that closes the database then believes itself alone, and removes the log under our feet.
@Suite("The locks that this process holds on a database")
struct FileLockingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("They survive looking at the file again")
    func lookingAgain() throws {
        let path = folder.file("app.db")
        let store = try SQLiteStore(path: path)
        // Open until the end of the test; an open-file lock sees those that the process itself holds.
        let probe = unsafe open(path, O_RDWR | O_CLOEXEC)
        try #require(probe >= 0)
        #expect(isLocked(probe))
        _ = try DatabaseFile(path, create: true)
        #expect(isLocked(probe))
        let second = try SQLiteStore(path: path)
        #expect(isLocked(probe))
        second.close()
        #expect(isLocked(probe))
        store.close()
        #expect(!isLocked(probe))
        close(probe)
    }

    @Test("No commit is lost when another process closes the database after this one has looked at it again")
    func otherProcess() async throws {
        let path = folder.file("app.db")
        let store = try SQLiteStore(path: path)
        _ = try DatabaseFile(path, create: true)
        await #expect(processExitsWith: .success) { [path = path as String] in
            let store = try SQLiteStore(path: path)
            _ = try store.write { connection throws(StoreError) in try connection.insert(.due("theirs")) }
            store.close()
        }
        _ = try store.write { connection throws(StoreError) in try connection.insert(.due("ours")) }
        await #expect(processExitsWith: .success) { [path = path as String] in
            let store = try SQLiteStore(path: path)
            let count = try store.read { connection throws(StoreError) in try connection.counts()[.waiting] }
            #expect(count == 2)
        }
        store.close()
        expectIntact(path)
    }

    /// Whether anybody holds a lock where SQLite places them.
    ///
    /// See https://www.sqlite.org/src/file/src/os.h for the places.
    private func isLocked(_ descriptor: Int32) -> Bool {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        let openFileGetLock: Int32 = 36
        guard unsafe fcntl(descriptor, openFileGetLock, &lock) == 0 else { return false }
        return lock.l_type != Int16(F_UNLCK)
    }
}
#endif

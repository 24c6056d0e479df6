import Foundation
import TestSupport
import Testing

@testable import Platform

@Suite("A lock on a file")
struct FileLockTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("pool.lock")
    }

    @Test("One holds it at a time, and the file is for its owner alone")
    func exclusive() throws {
        let held = try #require(try FileLock.take(path, waiting: false))
        #expect(try FileLock.take(path, waiting: false) == nil)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        held.release()
        #expect(try FileLock.take(path, waiting: false) != nil)
    }

    #if os(Linux)
    @Test("A forked process does not hold it")
    func forked() throws {
        typealias Fork = @convention(c) () -> pid_t
        // Swift does not offer it; the child does nothing but wait, which is all that it may do.
        guard let symbol = unsafe dlsym(nil, "fork") else { throw Unexpected() }
        let fork = unsafe unsafeBitCast(symbol, to: Fork.self)
        let held = try #require(try FileLock.take(path, waiting: false))
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        let child = fork()
        if child == 0 {
            _ = unsafe write(ends[1], ends, 1)
            while true { pause() }
        }
        var byte: UInt8 = 0
        // It has come back from the fork when it says so.
        #expect(unsafe read(ends[0], &byte, 1) == 1)
        for end in ends { close(end) }
        defer {
            kill(child, SIGKILL)
            waitpid(child, nil, 0)
        }
        #expect(try FileLock.take(path, waiting: false) == nil)
        // As at the end of this process: the last descriptor is closed, and nothing is unlocked by hand.
        close(dup(held.descriptor.number))
        #expect(dup2(0, held.descriptor.number) == held.descriptor.number)
        #expect(try FileLock.take(path, waiting: false) != nil)
    }
    #endif

    @Test("A file is found missing, free or held, and only made by who takes it")
    func find() throws {
        guard case .missing = try FileLock.find(path) else { throw Unexpected() }
        #expect(!FileManager.default.fileExists(atPath: path))
        let held = try #require(try FileLock.take(path, waiting: false))
        guard case .held = try FileLock.find(path) else { throw Unexpected() }
        held.release()
        guard case .taken = try FileLock.find(path) else { throw Unexpected() }
        // Another error than that it is not there says nothing of the file.
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
        #expect(throws: SystemFailure.self) { try FileLock.find(folder.file("link")) }
    }

    private struct Unexpected: Error {}

    @Test("It is free when its holder is gone")
    func freedWithHolder() throws {
        do { _ = try FileLock.take(path, waiting: false) }
        #expect(try FileLock.take(path, waiting: false) != nil)
    }

    @Test("Whoever waits gets it when the holder lets go")
    func waiting() async throws {
        let held = try #require(try FileLock.take(path, waiting: false))
        let path = path
        async let waiter = onThread { try FileLock.take(path, waiting: true) != nil }
        held.release()
        #expect(try await waiter)
    }

    @Test("A file that was removed and made again while one waited is a new lock")
    func removedMeanwhile() async throws {
        let held = try #require(try FileLock.take(path, waiting: false))
        let path = path
        async let waiter = onThread { try #require(try FileLock.take(path, waiting: true)) }
        held.removeFile()
        held.release()
        let lock = try await waiter
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(try FileLock.take(path, waiting: false) == nil)
        lock.release()
    }

    @Test("Who takes it is not turned away by who only looks")
    func looked() throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        // A look, as it stands between taking and giving back.
        let look = unsafe open(path, O_RDONLY | O_CLOEXEC)
        #expect(flock(look, LOCK_SH | LOCK_NB) == 0)
        Thread.detachNewThread {
            usleep(20_000)
            flock(look, LOCK_UN)
            close(look)
        }
        let lock = try #require(try FileLock.take(path, waiting: false))
        #expect(FileLock.isHeld(path))
        lock.release()
    }

    @Test("Who must not make the file learns that it is missing")
    func notMade() {
        let failure = #expect(throws: SystemFailure.self) { try FileLock.take(path, waiting: false, creating: false) }
        #expect(failure?.code == ENOENT)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A symbolic link is not followed, and a missing folder is an error")
    func refusals() throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "elsewhere")
        #expect(throws: SystemFailure.self) { try FileLock.take(path, waiting: false) }
        #expect(throws: SystemFailure.self) { try FileLock.take(folder.file("a/b"), waiting: false) }
        #expect(throws: SystemFailure.self) { try FileLock.open(folder.file("none")) }
    }
}

import Foundation
import Testing

@testable import Autocron

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

    @Test("A symbolic link is not followed, and a missing folder is an error")
    func refusals() throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "elsewhere")
        #expect(throws: SystemFailure.self) { try FileLock.take(path, waiting: false) }
        #expect(throws: SystemFailure.self) { try FileLock.take(folder.file("a/b"), waiting: false) }
        #expect(throws: SystemFailure.self) { try FileLock.open(folder.file("none")) }
    }
}

@Suite("Descriptors")
struct DescriptorTests {
    @Test("A pipe gives what was written, nothing while there is nothing, and an end")
    func pipe() throws {
        var (reading, writing): (Descriptor, Descriptor?) = try Descriptor.pipe()
        #expect(reading.readAvailable() == nil)
        #expect(writing?.poke([1, 2]) == true)
        #expect(reading.readAvailable() == [1, 2])
        #expect(reading.readAvailable() == nil)
        writing = nil
        #expect(reading.readAvailable() == [])
        (reading, writing) = try Descriptor.pipe()
        while let count = writing.map({ unsafe write($0.number, [0], 1) }), count == 1 {}
        #expect(writing?.poke([1]) == true, "a full pipe's reader is awake anyway")
    }

    @Test("Writing to a pipe that nobody reads is no signal, and says so")
    func nobodyReads() throws {
        let writing: Descriptor = try Descriptor.pipe().writing
        #expect(!writing.poke([1]))
        #expect(!writing.poke([1]))
    }

    @Test("Poll tells which of several is ready, and returns at its deadline")
    func poll() throws {
        let (first, second) = (try Descriptor.pipe(), try Descriptor.pipe())
        let both = [first.reading.number, second.reading.number]
        #expect(Poll.wait(for: both, until: Monotonic.now()) == [false, false])
        #expect(Poll.wait(for: both, until: Monotonic.now() + 1_000_000) == [false, false])
        second.writing.poke([1])
        #expect(Poll.wait(for: both, until: nil) == [false, true])
        #expect(Poll.wait(for: both, until: .max) == [false, true])
    }

    @Test("Sockets are close-on-exec, non-blocking, and out of the way of a child's numbers")
    func sockets() throws {
        let (near, far) = try Descriptor.socketPair()
        for number in [near.number, far.number] {
            #expect(number >= 10)
            #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
            #expect(fcntl(number, F_GETFL) & O_NONBLOCK != 0)
        }
    }
}

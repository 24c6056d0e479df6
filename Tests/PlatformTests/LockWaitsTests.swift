import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Platform

@Suite("Waiting for a lock that another process holds", .timeLimit(.minutes(5)))
struct LockWaitsTests {
    private final class Owner: Sendable {}

    let folder: TemporaryFolder
    let path: String
    private let waits = LockWaits()
    private let owners = (Owner(), Owner())

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("pool.lock")
    }

    private func wait(as owner: Owner) throws -> AsyncStream<Bool> {
        let (stream, continuation) = AsyncStream<Bool>.makeStream()
        try waits.wait(for: path, as: ObjectIdentifier(owner)) { lock in
            if case .success = lock { continuation.yield(true) } else { continuation.yield(false) }
        }
        return stream
    }

    @Test("The lock comes as soon as it is let go of")
    func comes() async throws {
        let held = try #require(try FileLock.take(path, waiting: false))
        let stream = try wait(as: owners.0)
        held.release()
        #expect(await stream.first { _ in true } == true)
    }

    @Test("Without the file there is nothing to wait for")
    func missing() throws {
        #expect(throws: SystemFailure.self) { _ = try wait(as: owners.0) }
    }

    @Test("A wait that was cancelled is given nothing, and the lock goes to whoever else waits")
    func cancelled() async throws {
        let held = try #require(try FileLock.take(path, waiting: false))
        let given = Mutex(false)
        try waits.wait(for: path, as: ObjectIdentifier(owners.0)) { _ in given.withLock { $0 = true } }
        waits.cancel(ObjectIdentifier(owners.0))
        held.release()
        let path = path
        let taken = try await onThread { try FileLock.take(path, waiting: true) != nil }
        #expect(taken)
        #expect(!given.withLock { $0 })
    }

    @Test("The next one who waits for the same file goes on with the thread of the one before")
    func goesOn() async throws {
        let held = try #require(try FileLock.take(path, waiting: false))
        _ = try wait(as: owners.0)
        waits.cancel(ObjectIdentifier(owners.0))
        let second = try wait(as: owners.1)
        // That of the first does not take the second's.
        waits.cancel(ObjectIdentifier(owners.0))
        #expect(waits.count == 1)
        held.release()
        #expect(await second.first { _ in true } == true)
        #expect(waits.count == 0)
    }
}

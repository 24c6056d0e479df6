import Foundation
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("Waiting for another connection's lock")
struct BusyHandlerTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("app.db")
        try SQLiteStore(path: path).close()
    }

    private func open(patience: Duration) throws -> SQLiteStore {
        try SQLiteStore(path: path, access: SQLiteStore.Access(busyTimeout: patience))
    }

    private static func holdLock(on path: String) throws -> Connection {
        let holder = try Connection(
            path: path, syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: false)
        try holder.execute("BEGIN IMMEDIATE")
        return holder
    }

    @Test("A writer waits until the lock is given back, and then succeeds")
    func waits() async throws {
        let store = try open(patience: .seconds(30))
        let (held, isHeld) = AsyncStream<Void>.makeStream()
        async let holding: Void = onThread { [path] in
            let holder = try Self.holdLock(on: path)
            isHeld.finish()
            // Long enough for the writer to meet the lock; what is tested does not depend on it.
            usleep(20_000)
            try holder.execute("COMMIT")
        }
        for await _ in held {}
        let insertion = try await onThread {
            try store.write { connection throws(StoreError) in try connection.insert(.due()) }
        }
        #expect(insertion == .stored)
        try await holding
    }

    @Test(
        "A writer whose patience is over gets an error that says so, and works again afterwards",
        arguments: [
            .zero, .milliseconds(30),
        ] as [Duration])
    func patienceOver(_ patience: Duration) throws {
        let store = try open(patience: patience)
        let holder = try Self.holdLock(on: path)
        let began = ContinuousClock.now
        let error = #expect(throws: StoreError.self) {
            try store.write { connection throws(StoreError) in try connection.insert(.due()) }
        }
        #expect(ContinuousClock.now - began >= patience)
        #expect(error?.code == .busy)
        #expect(error?.isTransient == true)
        #expect(error?.description.contains(path) == true)
        try holder.execute("ROLLBACK")
        #expect(try store.write { connection throws(StoreError) in try connection.insert(.due()) } == .stored)
    }

    @Test("Threads of one process that wait at the same time lose patience at the same time")
    func patienceTogether() async throws {
        let patience = Duration.milliseconds(300)
        let store = try open(patience: patience)
        let holder = try Self.holdLock(on: path)
        let (ready, start) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        try await withThrowingTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    try await onThread {
                        ready.signal()
                        start.wait()
                        let began = ContinuousClock.now
                        let error = #expect(throws: StoreError.self) { try store.insert(.due()) }
                        #expect(error?.code == .busy)
                        let waited = ContinuousClock.now - began
                        // One after the other they would take 4.8 seconds.
                        #expect((patience..<patience * 8).contains(waited))
                    }
                }
            }
            try await onThread {
                for _ in 0..<16 { ready.wait() }
                for _ in 0..<16 { start.signal() }
            }
            try await group.waitForAll()
        }
        try holder.execute("ROLLBACK")
        #expect(try store.insert(.due()) == .stored)
    }

    @Test("A wait elsewhere counts as patience")
    func patienceElsewhere() throws {
        let store = try open(patience: .seconds(30))
        let holder = try Self.holdLock(on: path)
        let began = MonotonicTime.now() - .seconds(31)
        let error = #expect(throws: StoreError.self) {
            try store.write(since: began) { connection throws(StoreError) in try connection.insert(.due()) }
        }
        #expect(error?.code == .busy)
        try holder.execute("ROLLBACK")
        // Where nobody has the lock, patience is not asked for.
        let insertion = try store.write(since: began) { connection throws(StoreError) in
            try connection.insert(.due())
        }
        #expect(insertion == .stored)
    }

    @Test("Readers wait for nobody, and see what was committed before")
    func readers() throws {
        let store = try open(patience: .zero)
        let holder = try Self.holdLock(on: path)
        try holder.run(script: "UPDATE autocron_checkpoints SET count = 7")
        let seen = try store.read { connection throws(StoreError) in
            try connection.statement("SELECT count FROM autocron_checkpoints").first { $0.integer(0) }
        }
        #expect(seen == 0)
        try holder.execute("COMMIT")
    }
}

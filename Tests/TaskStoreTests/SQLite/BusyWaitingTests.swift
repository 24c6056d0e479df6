import Foundation
import Testing

@testable import TaskStore

@Suite("Waiting for another connection's lock")
struct BusyWaitingTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("app.db")
        try TaskStore(path: path).close()
    }

    private func open(patience: Duration) throws -> TaskStore {
        try TaskStore(path: path, access: TaskStore.Access(patience: patience))
    }

    private static func holdLock(on path: String) throws -> Connection {
        let holder = try Connection(path: path, waitsForDisk: false, patience: .seconds(5), checkpointsAtClose: false)
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

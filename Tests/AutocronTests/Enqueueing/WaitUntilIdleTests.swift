import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import SQLiteStore
@testable import TaskModel
@testable import WorkerFiles

@Suite("Waiting until nothing is left to do", .timeLimit(.minutes(5)))
struct WaitUntilIdleTests {
    let fixture: LockedRuntime
    let autocron: Autocron
    var owner: Connection { fixture.owner }

    init() throws {
        var membership: PoolMembership?
        fixture = try LockedRuntime { store in
            let directory = PoolDirectory(database: store.file.path)
            try directory.prepare()
            let host = try PoolMembership(
                directory: directory, page: nil, maintenance: store.makeMaintenance { _ in })
            membership = host
            return host
        }
        autocron = Autocron(runtime: fixture.runtime, host: try #require(membership))
        fixture.runtime.open()
    }

    @Test("A wait for calls that cannot be stored can be cancelled")
    func cancelled() async throws {
        try owner.execute("BEGIN IMMEDIATE")
        #expect(autocron.runtime.writer.add(TaskWriter.Entry(task: .made())))
        let waiting = Task { [autocron] in try await autocron.waitUntilIdle() }
        waiting.cancel()
        await #expect(throws: TaskError.waitCancelled) { try await waiting.value }
        try owner.execute("ROLLBACK")
        autocron.runtime.close()
    }

    @Test("A wait for calls that cannot be stored for long says why")
    func fails() async throws {
        try owner.execute("BEGIN IMMEDIATE")
        #expect(autocron.runtime.writer.add(TaskWriter.Entry(task: .made())))
        let error = await #expect(throws: TaskError.self) { try await autocron.waitUntilIdle() }
        guard case .notStored(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("stayed locked"))
        try owner.execute("ROLLBACK")
        autocron.runtime.close()
    }
}

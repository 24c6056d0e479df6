import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import SQLiteStore
@testable import TaskModel
@testable import WorkerFiles

@Suite("Waiting until nothing is left to do", .timeLimit(.minutes(1)))
struct WaitUntilIdleTests {
    let folder: TemporaryFolder
    let autocron: Autocron
    let owner: Connection

    init() throws {
        folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("app.db"), access: SQLiteStore.Access(busyTimeout: .zero))
        var configuration = Autocron.Configuration()
        configuration.logHandler = { _ in }
        let directory = PoolDirectory(database: store.file.path)
        try directory.prepare()
        let host = try PoolMembership(
            directory: directory, page: nil, maintenance: store.makeMaintenance { _ in })
        let runtime = Runtime(store: store, configuration: configuration, registry: Registry([]), listener: host)
        autocron = Autocron(runtime: runtime, host: host)
        owner = try Connection(
            path: folder.file("app.db"), syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: false
        )
        runtime.open()
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

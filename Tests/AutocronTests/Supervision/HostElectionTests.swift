import Foundation
import SQLiteStore
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("Becoming the host of a pool", .timeLimit(.minutes(5)))
struct HostElectionTests {
    @Test("Where that fails, it is said why, others may host, and those who wait for results look for themselves")
    func fails() async throws {
        let folder = try TemporaryFolder()
        let recorder = LogRecorder()
        var configuration = Autocron.Configuration()
        configuration.logHandler = recorder.log
        let store = try SQLiteStore(path: folder.file("app.db"))
        let directory = PoolDirectory(database: store.file.path)
        try directory.prepare()
        try FileManager.default.removeItem(atPath: directory.pipe)
        let host = try PoolMembership(
            directory: directory, page: nil, maintenance: store.makeMaintenance { _ in })
        let runtime = Runtime(store: store, configuration: configuration, registry: Registry([]), listener: host)
        // As one has it who has asked while this process was about to hear of all outcomes.
        #expect(host.becomeHost())
        let ticket = runtime.outcomes.ticket(for: TaskID(high: 1, low: 2))
        try await onThread { HostElection.start(runtime: runtime, host: host) }
        #expect(await recorder.next()?.text.contains("cannot host workers") == true)
        #expect(!host.receivesOutcomes)
        #expect(ticket.signaledAt != nil)
        #expect(try FileLock.take(directory.lock, waiting: false) != nil)
    }
}

import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Inspection

@Suite("Looking at a database, and steering it")
struct InspectedDatabaseTests {
    private let folder: TemporaryFolder
    private let database: InspectedDatabase
    private let now = WallTime.now()

    init() throws {
        folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.database)
        database = InspectedDatabase(store: store, pool: PoolDirectory(database: store.file.path))
    }

    @discardableResult
    private func add(_ name: String, queue: String = "default", after delay: Duration = .zero) throws -> TaskID {
        try EnqueueRequest(name: name, queue: queue, due: now + delay).store(in: database, now: now)
    }

    private func count(_ state: TaskState) throws -> Int {
        try database.store.overview(now: now).states[state] ?? 0
    }

    @Test("A preview counts what the action would change, and changes nothing")
    func preview() throws {
        for _ in 0..<450 { try add("f()") }
        try add("g()")
        let filter = TaskFilter(name: "f()")
        let preview = try BulkAction.cancel.preview(of: filter, in: database)
        #expect(preview.count == 450)
        #expect(preview.examples.count == 5)
        #expect(preview.examples.allSatisfy { $0.name == Array("f()".utf8) })
        #expect(try count(.waiting) == 451)
        #expect(try BulkAction.cancel.applyToAll(matching: filter, in: database) == 450)
        #expect(try count(.waiting) == 1)
        #expect(try BulkAction.cancel.preview(of: filter, in: database) == BulkAction.Preview())
    }

    @Test("Of named tasks some are changed, and the others refused with the reason")
    func named() throws {
        let task = try add("f()")
        let unknown = TaskID(high: 1, low: 2)
        let cancelled = try BulkAction.cancel.apply(to: [task, unknown, task], in: database)
        #expect(cancelled.changed == 1)
        #expect(cancelled.refused == [BulkAction.Refused(id: unknown, reason: .unknown)])
        #expect(try BulkAction.cancel.apply(to: [task], in: database).refused.map(\.reason) == [.ended])
        #expect(try BulkAction.retry.apply(to: [task], in: database).changed == 1)
        #expect(try BulkAction.retry.apply(to: [task], in: database).refused.map(\.reason) == [.alreadyDue])
        #expect(try BulkAction.delete.apply(to: [task], in: database).changed == 1)
        #expect(try count(.waiting) == 0)
    }

    @Test("Pruning deletes what its count says")
    func prune() throws {
        for _ in 0..<210 { try add("f()") }
        _ = try BulkAction.cancel.applyToAll(matching: TaskFilter(), in: database)
        try add("g()")
        #expect(try database.countPrunable(before: now - .seconds(60)) == 0)
        let later = now + .seconds(60)
        #expect(try database.countPrunable(before: later) == 210)
        #expect(try database.prune(before: later, now: later) == 210)
        #expect(try count(.cancelled) == 0)
        #expect(try count(.waiting) == 1)
    }

    @Test(
        "A task that an application could not have stored is refused",
        arguments: [
            EnqueueRequest(name: ""), EnqueueRequest(name: "f()", queue: ""),
            EnqueueRequest(name: String(repeating: "n", count: 1_001)),
            EnqueueRequest(name: "f()", arguments: "[1]"), EnqueueRequest(name: "f()", arguments: "{"),
            EnqueueRequest(name: "f()", arguments: #"{"a":"\#(String(repeating: "x", count: 1 << 20))"}"#),
        ])
    func refusal(request: EnqueueRequest) throws {
        #expect(throws: EnqueueRequest.Refusal.self) { try request.store(in: database, now: now) }
        #expect(try count(.waiting) == 0)
    }

    @Test("A stored task says which pause holds it")
    func pauses() throws {
        let task = try add("f()", queue: "mail")
        #expect(try database.pause(holding: task) == nil)
        #expect(try database.pause(.queue("mail"), now: now) == .changed)
        #expect(try database.pause(holding: task) == .queue("mail"))
        #expect(try StatusSnapshot(database, now: now).paused.names == "queue 'mail'")
        #expect(try database.resume(.queue("mail"), now: now) == .changed)
        #expect(try database.pause(holding: task) == nil)
        #expect(try database.pause(holding: TaskID(high: 0, low: 0)) == nil)
    }

    @Test("Settings that differ from the default are part of the status")
    func settings() throws {
        try database.set([.workers: .number(77), .shutdownGrace: nil])
        #expect(try StatusSnapshot(database, now: now).settings.map(\.setting) == [.workers])
        #expect(try SettingsSnapshot([.workers], in: database).rows.map(\.value) == [.number(77)])
    }

    @Test("A live view counts what ended in each second, and again what ended just now")
    func live() throws {
        var reader = LiveReader(database)
        #expect(try reader.snapshot(now: now).endedPerSecond == Array(repeating: 0, count: 120))
        for name in ["f()", "g()"] { try add(name) }
        _ = try BulkAction.cancel.applyToAll(matching: TaskFilter(name: "g()"), in: database)
        let snapshot = try reader.snapshot(now: .now() + .seconds(2))
        #expect(snapshot.endedPerSecond.reduce(0, +) == 1)
        #expect(snapshot.endedPerSecond.count == 120)
        #expect(snapshot.lastEnded.map { String(decoding: $0.name, as: UTF8.self) } == ["g()"])
        let gone = try reader.snapshot(now: .now() + .seconds(600))
        #expect(gone.endedPerSecond.reduce(0, +) == 0)
    }

    @Test("A list goes on from its cursor")
    func pages() throws {
        for number in 0..<5 { try add("f\(number)()") }
        let first = try TaskQuery(limit: 3).page(in: database)
        let second = try TaskQuery(limit: 3, after: first.next).page(in: database)
        #expect(
            (first.tasks + second.tasks).map { String(decoding: $0.name, as: UTF8.self) }
                == (0..<5).reversed().map { "f\($0)()" })
        #expect(second.next == nil)
        #expect(try TaskQuery(limit: 1).count(in: database) == TaskCount(count: 5, isExact: true))
    }

    @Test("The health check has each finding once, and leaves the integrity out on request")
    func health() throws {
        let check = HealthCheck(database, now: now)
        let all = try check.findings().map(\.check)
        #expect(
            Set(all) == [
                "sqlite", "schema", "permissions", "space", "wal", "clock", "pool", "orphans", "paused", "standstill",
                "served", "waiting", "parked", "integrity",
            ])
        #expect(Set(all).count == all.count)
        #expect(try check.findings(readingAll: false).map(\.check) == all.filter { $0 != "integrity" })
    }

    @Test("Tasks of a queue that the hosting program leaves out want no more workers, but that the program serves it")
    func unserved() throws {
        let store = try #require(database.store as? SQLiteStore)
        try store.pin([:], servedQueues: ["mail"])
        try add("f()", queue: "gpu", after: .seconds(-600))
        func levels() throws -> [String: Finding.Level] {
            let findings = try HealthCheck(database, now: now).findings(readingAll: false)
            return Dictionary(uniqueKeysWithValues: findings.map { ($0.check, $0.level) })
        }
        #expect(try levels()["waiting"] == .warning && levels()["served"] == .good)
        try database.pool.prepare()
        let lock = try #require(try FileLock.take(database.pool.lock, waiting: false))
        defer { lock.release() }
        #expect(try levels()["waiting"] == .good && levels()["served"] == .warning)
        try store.pin([:], servedQueues: ["mail", "gpu"])
        #expect(try levels()["waiting"] == .warning && levels()["served"] == .good)
    }
}

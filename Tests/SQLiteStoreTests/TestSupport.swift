import Foundation
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

/// A store on a file of its own, which is checked for damage and removed at the test's end.
final class Fixture: Sendable {
    /// The test's present: every time in these tests is a number of microseconds.
    static let now: WallTime = 1_000_000_000

    let folder: TemporaryFolder
    let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
    }

    deinit {
        store.close()
        expectIntact(folder.file("app.db"))
    }

    var path: String { store.file.path }

    @discardableResult
    func insert(_ task: NewTask) throws -> InsertResult {
        try store.write { connection throws(StoreError) in try connection.insert(task) }
    }

    func claim(
        slot: String = "slot", limit: Int = 10, turns: QueueRotation = QueueRotation(), now: WallTime = Fixture.now,
        knows: @escaping @Sendable (String) -> Bool = { _ in true }
    ) throws -> ClaimResult {
        try store.write { connection throws(StoreError) in
            try connection.claim(Claimant(slot: slot, limit: limit, knows: knows), rotation: turns, now: now)
        }
    }

    /// Stores a task and claims it at once.
    func start(_ task: NewTask, slot: String = "slot", now: WallTime = Fixture.now) throws -> ClaimedTask {
        try insert(task)
        let claimed = try claim(slot: slot, now: now).tasks
        return try #require(claimed.first { $0.id == task.id })
    }

    @discardableResult
    func settle(_ outcome: AttemptOutcome, slot: String = "slot") throws -> Bool {
        try store.write { connection throws(StoreError) in try connection.record(outcome, slot: slot) }
    }

    @discardableResult
    func settle(_ task: ClaimedTask, _ end: AttemptResult, slot: String = "slot") throws -> Bool {
        try settle(task.ended(end), slot: slot)
    }

    func cancel(_ id: TaskID, now: WallTime = Fixture.now) throws -> CancelResult {
        try store.write { connection throws(StoreError) in try connection.cancel(id, now: now) }
    }

    func row(_ id: TaskID) throws -> TaskRow? {
        try store.read { connection throws(StoreError) in try connection.task(id) }
    }

    func state(_ id: TaskID) throws -> TaskState? {
        try row(id)?.state
    }

    /// The first column of the first row.
    func number(_ sql: StaticString) throws -> Int64? {
        try store.read { connection throws(StoreError) in
            try connection.statement(sql).first { $0.optionalInteger(0) } ?? nil
        }
    }

    func run(_ script: String) throws {
        try store.write { connection throws(StoreError) in try connection.run(script: script) }
    }

    /// Everything that is stored, as text to be compared.
    func dump() throws -> [String] {
        try store.read { connection throws(StoreError) in
            let tasks = try connection.statement(
                """
                SELECT json_array(id, hex(uuid), state, claim_number, attempts_used, interruptions, unattributed, run_at, key, slot, cancelling, \
                started, finished, hex(outcome)) FROM autocron_tasks ORDER BY id
                """
            ).rows { $0.text(0) }
            let attempts = try connection.statement(
                "SELECT json_array(task, claim_number, started, ended, hex(outcome)) FROM autocron_attempts"
            ).rows { $0.text(0) }
            let keys = try connection.statement("SELECT json_array(key, hex(task), until) FROM autocron_keys")
                .rows { $0.text(0) }
            return tasks + attempts + keys
        }
    }
}

extension ClaimedTask {
    /// An outcome of this attempt.
    func ended(_ result: AttemptResult, at instant: WallTime = Fixture.now + 1_000) -> AttemptOutcome {
        AttemptOutcome(attempt: attempt, started: Fixture.now, ended: instant, result: result)
    }
}

extension NewTask {
    /// A task that is due, with a new identifier.
    static func due(
        _ name: String = "work", at runAt: WallTime = Fixture.now, queue: String = "default",
        priority: Priority = .medium,
        attempts: Int64 = 1, delay: RetryDelay = .standard, unique: UniqueKey? = nil
    ) -> NewTask {
        NewTask(
            id: Identifiers.next(), name: name, arguments: Array("{}".utf8), created: Fixture.now, runAt: runAt,
            queue: queue, priority: priority, maxAttempts: attempts, retryDelay: delay, uniqueness: unique
        )
    }

    /// A task that was stored before it was due, which it is by now.
    static func later(_ name: String = "work", at runAt: WallTime = Fixture.now, queue: String = "default") -> NewTask {
        var task = due(name, at: runAt, queue: queue)
        task.created = runAt - 10
        return task
    }

    /// A recurring function's run.
    static func run(_ name: String = "nightly", of instant: WallTime, sideBySide: Int64 = 1) -> NewTask {
        var task = due(name)
        task.scheduledAt = instant
        task.concurrency = sideBySide
        return task
    }
}

/// An identifier that no other task has, of whichever process.
enum Identifiers {
    static func next() -> TaskID {
        TaskID(high: .random(in: 0...(.max)), low: .random(in: 0...(.max)))
    }
}

/// Records an issue if SQLite finds a database damaged.
func expectIntact(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
    do {
        #expect(try SideConnection.damage(in: path) == [], sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}

extension Connection {
    /// Requeues all parked tasks whose functions a build has, in this one transaction.
    func unpark(where isKnown: (String) -> Bool) throws(StoreError) -> Int {
        var count = 0
        var cursor = ParkedTaskCursor(includesUndecodable: true)
        while !cursor.isOver {
            count += try unpark(rows: cursor.move(past: try parkedTasks(after: cursor), where: isKnown))
        }
        return count
    }
}

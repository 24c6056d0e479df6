import CSQLite
import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel
@testable import WorkerFiles

/// A statement whose plan walks a table is fast in every test and slow at a million rows, so the plans are tested.
@Suite("The plans of all statements")
struct QueryPlanTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// Small by nature: a row a queue, a recurring function, or one row at all.
    static let smallTables = [
        "sqlite_master", "autocron_queues", "autocron_schedules", "autocron_schema", "autocron_checkpoints",
        "autocron_pauses", "autocron_settings", "autocron_functions", "autocron_build",
    ]

    /// How a statement begins.
    private static let servedQueueStatement = "SELECT id FROM autocron_queues WHERE name = ?1 AND EXISTS"

    @Test("None walks the tasks, the attempts or the keys, and none sorts in a temporary tree")
    func plans() throws {
        try useEverything()
        let plans = try fixture.store.write { connection throws(StoreError) in
            try useOnWriter(connection)
            return Self.plans(of: connection)
        }
        #expect(plans.count > 35)
        for (sql, plan) in plans {
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(sql)")
            // Walking a partial index means reading what is in it: the running tasks, or those to be cancelled.
            let walks = plan.filter { $0.hasPrefix("SCAN") && !$0.contains("INDEX autocron_running") }
                .filter { !$0.contains("INDEX autocron_cancelling") && $0 != "SCAN CONSTANT ROW" }
            #expect(walks.allSatisfy { walk in Self.smallTables.contains { walk.contains($0) } }, "\(sql): \(walks)")
        }
    }

    @Test("What there is for a claim is found by eight seeks, whatever the number of queues and of tasks")
    func glance() throws {
        try useEverything()
        let plan = try fixture.store.write { connection throws(StoreError) in
            Self.plans(of: connection).first { $0.key.hasPrefix("SELECT EXISTS (SELECT 1 FROM autocron_tasks") }?.value
        }
        let seeks = plan?.filter { $0.hasPrefix("SEARCH") } ?? []
        let ready = "SEARCH autocron_tasks USING INDEX autocron_ready (level=?)"
        let later = "SEARCH autocron_tasks USING INDEX autocron_later (level=? AND run_at<?)"
        #expect(seeks == Array(repeating: ready, count: 4) + Array(repeating: later, count: 4))
    }

    @Test("A claim reads what is ready, and what is due, by the index of each")
    func candidates() throws {
        try useEverything()
        let plans = try fixture.store.write { connection throws(StoreError) in
            Self.plans(of: connection).filter { $0.key.hasPrefix("SELECT id, uuid, name, arguments") }.values.joined()
        }
        #expect(
            Set(plans) == [
                "SEARCH autocron_tasks USING INDEX autocron_ready (level=? AND queue>? AND queue<?)",
                "SEARCH autocron_tasks USING INDEX autocron_later (level=? AND run_at<?)",
            ])
    }

    @Test("Whether a queue that a program serves has ready tasks is found by one seek in their index")
    func servedQueue() throws {
        try useEverything()
        let plan = try fixture.store.write { connection throws(StoreError) in
            try useOnWriter(connection)
            return Self.plans(of: connection).first { $0.key.hasPrefix(Self.servedQueueStatement) }?.value
        }
        #expect(
            plan?.filter { $0.hasPrefix("SEARCH") } == [
                "SEARCH autocron_queues USING COVERING INDEX sqlite_autoindex_autocron_queues_1 (name=?)",
                "SEARCH autocron_tasks USING INDEX autocron_ready (level=? AND queue=?)",
            ])
    }

    @Test(
        "The hot statements seek in the index made for them",
        arguments: [
            ("SELECT id, name, concurrency", "USING INDEX autocron_later (level=? AND run_at<?)"),
            (
                Self.servedQueueStatement,
                "sqlite_autoindex_autocron_queues_1 (name=?)"
            ),
            ("SELECT queue FROM autocron_tasks WHERE state = 0", "autocron_ready (level=? AND queue>? AND queue<?)"),
            ("SELECT id, concurrency FROM autocron_tasks", "USING INDEX autocron_blocked (name=?)"),
            ("SELECT name FROM autocron_tasks WHERE state = 0 AND ready = 2", "autocron_blocked (name>?)"),
            (
                "SELECT count(*) FROM autocron_tasks WHERE concurrency IS NOT NULL AND state <= 1 AND name = ?1 AND ready = 1",
                "autocron_runs (name=? AND ready=?"
            ),
            (
                "SELECT count(*) FROM autocron_tasks WHERE concurrency IS NOT NULL AND state <= 1 AND name = ?1 AND ready = 0",
                "autocron_runs (name=? AND ready=? AND state>? AND state<?)"
            ),
            ("UPDATE autocron_tasks SET ready", "USING INTEGER PRIMARY KEY (rowid=?)"),
            ("UPDATE autocron_tasks SET state = 1, ready", "USING INTEGER PRIMARY KEY (rowid=?)"),
            ("UPDATE autocron_tasks SET state = ?4", "USING INTEGER PRIMARY KEY (rowid=?)"),
            (
                "UPDATE autocron_tasks SET state = 0, ready = (concurrency",
                "USING INTEGER PRIMARY KEY (rowid=?)"
            ),
            ("SELECT min(run_at)", "autocron_later (level=? AND run_at>?)"),
            ("SELECT id, claim_number FROM autocron_tasks", "autocron_running (slot=?)"),
            (
                "SELECT id, uuid, queue FROM autocron_tasks WHERE state BETWEEN",
                "autocron_finished (state=? AND finished<?)"
            ),
            ("SELECT task FROM autocron_keys", "USING PRIMARY KEY (key=?)"),
            ("DELETE FROM autocron_keys WHERE until IS NULL", "USING PRIMARY KEY (key=?)"),
            ("DELETE FROM autocron_keys WHERE key IN", "USING PRIMARY KEY (key=?)"),
            ("DELETE FROM autocron_queues", "USING INTEGER PRIMARY KEY (rowid=?)"),
            (
                "SELECT 1 FROM autocron_tasks WHERE concurrency IS NOT NULL AND state <= 1",
                "autocron_runs (name=?)"
            ),
            ("SELECT uuid FROM autocron_tasks", "autocron_runs (name=?)"),
            ("SELECT id, name, outcome", "autocron_parked (name>?)"),
            ("UPDATE autocron_tasks SET state = 0, ready = 0, outcome", "USING INTEGER PRIMARY KEY (rowid=?)"),
            (
                "SELECT id, uuid, name, state, attempts_used, finished, outcome",
                "USING INDEX sqlite_autoindex_autocron_tasks_1 (uuid=?)"
            ),
            ("SELECT uuid, name FROM autocron_tasks", "USING INTEGER PRIMARY KEY (rowid=?)"),
            (
                "SELECT 1 FROM autocron_tasks WHERE uuid", "USING INDEX sqlite_autoindex_autocron_tasks_1 (uuid=?)"
            ),
            ("DELETE FROM autocron_attempts", "USING PRIMARY KEY (task=?)"),
            ("SELECT name, ended FROM autocron_pauses", "USING PRIMARY KEY (subject=?)"),
            ("UPDATE autocron_tasks SET held = run_at", "USING INTEGER PRIMARY KEY (rowid=?)"),
            ("SELECT id FROM autocron_tasks WHERE state = 0 AND held", "autocron_held (name=? AND held>?)"),
            ("SELECT name FROM autocron_tasks WHERE state = 0 AND held", "autocron_held (name>?)"),
        ])
    func seeks(_ beginning: String, _ expected: String) throws {
        try useEverything()
        let plans = try fixture.store.write { connection throws(StoreError) in
            try useOnWriter(connection)
            return Self.plans(of: connection)
        }
        let plan = try #require(plans.first { $0.key.hasPrefix(beginning) }?.value)
        #expect(plan.first?.contains(expected) == true, "\(plan)")
    }

    // MARK: Preparing each statement once

    private func useEverything() throws {
        // As where an application has hosted the workers.
        // The default queue alone, and later another one beside it.
        try fixture.insert(.later())
        try fixture.settle(try #require(try fixture.claim().tasks.first), .succeeded(nil))
        let key = UniqueKey(key: "key", scope: .untilFinished)
        let task = try fixture.start(.due(queue: "mail", attempts: 2, delay: .constant(0), unique: key))
        try fixture.settle(task, .failed(Failure(.threw)))
        for end in [.interrupted, .requeued, .succeeded(nil), .parked(Failure(.threw))] as [AttemptResult] {
            try fixture.settle(try fixture.start(.due(attempts: 3)), end)
        }
        try fixture.insert(.due("gone"))
        _ = try fixture.claim { $0 != "gone" }
        _ = try fixture.start(.run(of: 1))
        for instant in Int64(2)...3 { try fixture.insert(.run(of: WallTime(microseconds: instant))) }
        try fixture.insert(.later())
        _ = try fixture.claim()
        for id in [task.id, Identifiers.next()] { _ = try fixture.cancel(id) }
        let waiting = NewTask.due()
        try fixture.insert(waiting)
        _ = try fixture.cancel(waiting.id)
    }

    /// Everything else on the connection that is looked at.
    private func useOnWriter(_ connection: Connection) throws(StoreError) {
        _ = try connection.nextDue(after: 0)
        _ = try connection.hasWork(now: 0)
        _ = try connection.unpark { $0 == "gone" }
        _ = try connection.unwantedAttempts()
        _ = try connection.cancelRuns(of: "nightly", now: 0)
        _ = try connection.unfinishedRuns(of: "nightly")
        _ = try connection.recover(DeadWorkerWork(slot: "none", outcomes: [], executing: nil), now: 0)
        _ = try connection.occupiedSlots()
        _ = try connection.transition(ofRow: 1)
        let record = SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1)
        let wait = SlotWait(for: Identifiers.next(), since: 1, sequence: 1)
        _ = try connection.standstill(of: [
            AwaitingAttempt(slot: "plans", attempt: record.attempt, awaited: wait.awaited)
        ])
        _ = try connection.ended(among: [Identifiers.next()])
        try connection.report(progress: 0, "", of: Identifiers.next())
        for schedules in [[DeclaredSchedule(name: "a", spec: "hourly")], []] {
            _ = try connection.synchronizeSchedules(Build(description: "", schedules: schedules, functions: []), now: 0)
        }
        _ = try connection.schedules()
        _ = try connection.scheduleChanges()
        _ = try connection.advance(schedule: "a", spec: "hourly", ScheduleAdvance(to: 1))
        _ = try connection.deleteFinished(before: .distantFuture, now: 0)
        for subject in [PauseSubject.everything, .queue("mail"), .function("work"), .function("a")] {
            _ = try connection.pause(subject, now: 0)
            _ = try connection.pauses()
            _ = try connection.insert(.due("work", queue: "mail"))
            _ = try connection.hasWork(now: .distantFuture - 1)
            _ = try connection.claim(Claimant(slot: "plans", limit: 9) { _ in true }, now: .distantFuture - 1)
            _ = try connection.resume(subject, now: 0)
        }
        _ = try connection.insert(.due("work", queue: "mail"))
        for queues in [["mail"], nil] as [Set<String>?] {
            _ = try connection.claim(
                Claimant(slot: "plans", limit: 9, queues: queues) { _ in true }, now: .distantFuture - 1)
        }
    }

    // MARK: Asking for plans

    private static func plans(of connection: Connection) -> [String: [String]] {
        var plans: [String: [String]] = [:]
        var statement = unsafe sqlite3_next_stmt(connection.handle, nil)
        while let present = unsafe statement {
            let sql = unsafe String(cString: sqlite3_sql(present))
            if ["SELECT", "UPDATE", "DELETE", "INSERT"].contains(String(sql.prefix(6))) { plans[sql] = [] }
            unsafe statement = sqlite3_next_stmt(connection.handle, present)
        }
        for sql in plans.keys { plans[sql] = plan(of: sql, connection) }
        return plans
    }

    private static func plan(of sql: String, _ connection: Connection) -> [String] {
        var statement: OpaquePointer?
        guard
            unsafe sqlite3_prepare_v2(connection.handle, "EXPLAIN QUERY PLAN " + sql, -1, &statement, nil) == SQLITE_OK
        else { return ["SCAN nothing: not prepared"] }
        defer { unsafe sqlite3_finalize(statement) }
        var lines: [String] = []
        while unsafe sqlite3_step(statement) == SQLITE_ROW {
            if let text = unsafe sqlite3_column_text(statement, 3) { lines.append(unsafe String(cString: text)) }
        }
        return lines
    }
}

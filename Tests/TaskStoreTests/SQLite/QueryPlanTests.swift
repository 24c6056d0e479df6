import CSQLite
import StoreAdministration
import Testing

@testable import TaskStore

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
        "autocron_pauses", "autocron_settings", "autocron_functions",
    ]

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
                .filter { !$0.contains("INDEX autocron_cancelling") }
            #expect(walks.allSatisfy { walk in Self.smallTables.contains { walk.contains($0) } }, "\(sql): \(walks)")
        }
    }

    @Test("Which queues are open is asked of each queue by its name, and of everything once")
    func openQueues() throws {
        try useEverything()
        let plan = try fixture.store.write { connection throws(StoreError) in
            try useOnWriter(connection)
            return Self.plans(of: connection).first { $0.key.hasPrefix("SELECT id FROM autocron_queues WHERE NOT") }?
                .value
        }
        let seeks = plan?.filter { $0.contains("autocron_pauses") } ?? []
        #expect(seeks == Array(repeating: "SEARCH autocron_pauses USING PRIMARY KEY (subject=? AND name=?)", count: 2))
    }

    @Test("Whether a recurring function has room is asked of its unfinished runs alone")
    func room() throws {
        try useEverything()
        let plan = try fixture.store.write { connection throws(StoreError) in
            Self.plans(of: connection).first { $0.key.hasPrefix("SELECT id, uuid, name, arguments") }?.value ?? []
        }
        #expect(plan.last == "SEARCH other USING INDEX autocron_running_runs (name=?)")
    }

    @Test(
        "The hot statements seek in the index made for them",
        arguments: [
            ("SELECT id, uuid, name, arguments", "USING INDEX autocron_due (queue=? AND level=? AND run_at<?)"),
            ("UPDATE autocron_tasks SET state = 1, slot", "USING INTEGER PRIMARY KEY (rowid=?)"),
            ("UPDATE autocron_tasks SET state = ?4", "USING INTEGER PRIMARY KEY (rowid=?)"),
            (
                "UPDATE autocron_tasks SET state = 0, slot = NULL, started = NULL, inter",
                "USING INTEGER PRIMARY KEY (rowid=?)"
            ),
            ("SELECT min(run_at)", "autocron_due (queue=? AND level=? AND run_at>?)"),
            ("SELECT id, attempt FROM autocron_tasks", "autocron_running (slot=?)"),
            ("SELECT id FROM autocron_tasks WHERE state BETWEEN", "autocron_finished (state=? AND finished<?)"),
            ("SELECT task FROM autocron_keys", "USING PRIMARY KEY (key=?)"),
            ("DELETE FROM autocron_keys WHERE until IS NULL", "USING PRIMARY KEY (key=?)"),
            ("DELETE FROM autocron_keys WHERE until <=", "autocron_keys_until (until<?)"),
            ("DELETE FROM autocron_keys WHERE key GLOB", "USING PRIMARY KEY (key>? AND key<?)"),
            (
                "SELECT count(*) FROM autocron_tasks WHERE concurrency IS NOT NULL AND state <= 1",
                "autocron_unfinished_runs (name=?)"
            ),
            ("SELECT uuid FROM autocron_tasks", "autocron_unfinished_runs (name=?)"),
            ("UPDATE autocron_tasks SET state = 0, outcome = NULL", "autocron_parked (name=?)"),
            (
                "SELECT id, uuid, name, state, charged, finished, outcome",
                "USING INDEX sqlite_autoindex_autocron_tasks_1 (uuid=?)"
            ),
            ("SELECT uuid, name FROM autocron_tasks", "USING INTEGER PRIMARY KEY (rowid=?)"),
            (
                "SELECT 1 FROM autocron_tasks WHERE uuid", "USING INDEX sqlite_autoindex_autocron_tasks_1 (uuid=?)"
            ),
            ("DELETE FROM autocron_attempts", "USING PRIMARY KEY (task=?)"),
            ("SELECT name, ended FROM autocron_pauses", "USING PRIMARY KEY (subject=?)"),
            ("UPDATE autocron_tasks SET held = run_at", "USING INTEGER PRIMARY KEY (rowid=?)"),
            ("SELECT id FROM autocron_tasks WHERE state = 0 AND held", "autocron_held (queue=? AND name=? AND held>?)"),
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
        let key = UniqueKey(key: "key", rule: .untilFinished)
        let task = try fixture.start(.due(queue: "mail", attempts: 2, delay: .constant(0), unique: key))
        try fixture.settle(task, .failed(Failure(.threw)))
        for end in [.interrupted, .unstarted, .succeeded(nil), .parked(Failure(.threw))] as [Outcome.End] {
            try fixture.settle(try fixture.start(.due(attempts: 3)), end)
        }
        try fixture.insert(.due("gone"))
        _ = try fixture.claim { $0 != "gone" }
        _ = try fixture.start(.run(of: 1))
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
        _ = try connection.rescue(Wreck(slot: "none", outcomes: [], executing: nil), now: 0)
        _ = try connection.occupiedSlots()
        _ = try connection.settlement(ofRow: 1)
        let record = SlotRecord(row: 1, attempt: 1, started: 1)
        let wait = SlotWait(for: Identifiers.next(), since: 1, sequence: 1)
        _ = try connection.standstill(of: [SlotGlance(name: "plans", process: 1, record: record, wait: wait)])
        _ = try connection.ended(among: [Identifiers.next()])
        try connection.report(progress: 0, "", of: [])
        for schedules in [[DeclaredSchedule(name: "a", rule: "hourly")], []] {
            _ = try connection.adopt(Build(description: "", schedules: schedules, functions: []), now: 0)
        }
        _ = try connection.schedules()
        _ = try connection.scheduleChanges()
        _ = try connection.advance(schedule: "a", rule: "hourly", Connection.Advance(to: 1))
        _ = try connection.deleteFinished(before: .max, now: 0)
        for subject in [PauseSubject.everything, .queue("mail"), .function("work"), .function("a")] {
            _ = try connection.pause(subject, now: 0)
            _ = try connection.pauses()
            _ = try connection.insert(.due("work"))
            _ = try connection.claim(Claimant(slot: "plans", limit: 9) { _ in true }, turn: 0, now: .max - 1)
            _ = try connection.resume(subject, now: 0)
        }
        _ = try connection.claim(Claimant(slot: "plans", limit: 9) { _ in true }, turn: 0, now: .max - 1)
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

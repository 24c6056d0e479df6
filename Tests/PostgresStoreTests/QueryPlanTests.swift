#if PostgreSQL
import InspectionModel
import Platform
import PostgresAdministration
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

/// A statement whose plan walks a table is fast in every test and slow at a million rows, so the plans are tested.
@Suite("The plans of PostgreSQL's statements", .needsServer)
struct QueryPlanTests {
    /// Those whose rows grow with the number of tasks.
    private static let largeTables = ["tasks", "attempts", "keys"]

    @Test("No statement walks the tasks, the attempts or the keys")
    func plans() throws {
        let store = try PostgresStore(PostgresServer.newDatabase())
        defer { store.close() }
        try useEverything(of: store)
        let plans = try store.write(Self.plans) + store.read(Self.plans)
        #expect(plans.count > 40)
        for (sql, plan) in plans {
            let walks = plan.filter { line in
                line.contains("Seq Scan on") && Self.largeTables.contains { line.contains("Seq Scan on \($0)") }
            }
            #expect(walks.isEmpty, "\(sql)\n\(plan.joined(separator: "\n"))")
            for (line, next) in zip(plan, plan.dropFirst()) where Self.isFullScan(line, next) {
                Issue.record("\(sql)\n\(plan.joined(separator: "\n"))")
            }
        }
    }

    @Test("Two queues of ten thousand, all with due tasks, are found by two seeks each")
    func servedQueues() throws {
        let store = try PostgresStore(PostgresServer.newDatabase())
        defer { store.close() }
        try store.write { connection throws(StoreError) in
            try connection.script(
                """
                INSERT INTO queues(name) SELECT 'tenant ' || number FROM generate_series(1, 10000) AS number;
                INSERT INTO tasks(uuid, run_at, created, queue, ready, name, arguments)
                    SELECT gen_random_uuid(), '2001-01-01', '2001-01-01', id, 1, 'work', '{}' FROM queues;
                ANALYZE queues;
                ANALYZE tasks;
                """)
        }
        let queues: Set<String> = ["tenant 77", "tenant 9999"]
        let claimant = Claimant(slot: "slot", limit: 20, queues: queues) { _ in true }
        for count in [2, 0] {
            let claim = try store.recordAndClaim([], for: claimant, rotation: .anywhere, now: .now()).claim
            #expect(claim.tasks.count == count && !claim.mayHaveMore)
        }
        let plans = try store.write(Self.plans)
        let plan = try #require(plans.first { $0.sql.hasPrefix("SELECT queues.id") }).plan
        for condition in ["(name = ANY ($1))", "((level = $2) AND (queue = queues.id))"] {
            #expect(plan.contains { $0.contains("Index Cond: \(condition)") }, "\(plan.joined(separator: "\n"))")
        }
        #expect(!plan.contains { $0.contains("Hash") || $0.contains("Merge") || $0.contains("Filter") })
    }

    /// Whether a step reads a whole index that holds more than the running tasks.
    private static func isFullScan(_ line: String, _ next: String) -> Bool {
        guard let index = line.firstMatch(of: /Index (?:Only )?Scan (?:Backward )?using (\w+)/)?.1 else { return false }
        guard largeTables.contains(where: { line.contains(" on \($0)") }), !next.contains("Index Cond") else {
            return false
        }
        // A walk along the tasks, newest first, ends with its LIMIT; the others are short by nature.
        return !["tasks_pkey", "tasks_running", "tasks_cancelling"].contains(String(index))
    }

    /// The generic plan of each statement that a session has prepared.
    private static func plans(
        _ connection: PostgresConnection
    ) throws(StoreError) -> [(sql: String, plan: [String])] {
        let prepared = try connection.rows(
            "SELECT name, statement, coalesce(array_length(parameter_types, 1), 0) FROM pg_prepared_statements"
        ) { ($0.text(0), $0.text(1), $0.integer(2)) }
        var plans: [(sql: String, plan: [String])] = []
        for (name, sql, count) in prepared {
            let isPlanned = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains { sql.hasPrefix($0) }
            guard isPlanned, !sql.contains("pg_prepared_statements"), !sql.contains("pg_tables") else { continue }
            let values = count == 0 ? "" : "(\(repeatElement("NULL", count: Int(count)).joined(separator: ", ")))"
            plans.append((sql, try connection.rows("EXPLAIN (COSTS OFF) EXECUTE \(name)\(values)") { $0.text(0) }))
        }
        return plans
    }

    /// Uses what applications, workers, hosts and tools use, so that all statements are prepared.
    private func useEverything(of store: PostgresStore) throws {
        let now: WallTime = 1_000_000_000
        func task(_ name: String = "work", _ change: (inout NewTask) -> Void = { _ in }) -> NewTask {
            var task = NewTask(id: .make(), name: name, arguments: Array("{}".utf8), created: now, runAt: now)
            change(&task)
            return task
        }
        let declared = DeclaredSchedule(name: "tick()", spec: "every second", options: RunOptions(queue: "night"))
        _ = try store.synchronizeSchedules(
            Build(description: "a build", schedules: [declared], functions: ["work", "tick()"]), now: 0)
        _ = try store.insert(task { $0.uniqueness = UniqueKey(key: "a", scope: .untilFinished) })
        _ = try store.insert(task { $0.uniqueness = UniqueKey(key: "b", scope: .whileWaiting) })
        let many = (0..<200).map { index in
            PendingInsert(
                task: task(index % 5 == 0 ? "unknown" : "work") {
                    $0.queue = "q\(index % 3)"
                    $0.maxAttempts = 2
                    $0.runAt = now + .seconds(index % 2 * 3_600)
                }
            ) { _ in }
        }
        _ = try store.insert(many)
        _ = try store.insertReserved(
            [task { $0.uniqueness = UniqueKey(key: "a", scope: .untilFinished) }], wait: .standard)
        let due = DueSchedule(name: "tick()", spec: "every second", unfinishedRunLimit: 2)
        _ = try store.fire([due], now: now, maximumRuns: 2) { _, _, _ in
            SchedulePlan(
                advance: ScheduleAdvance(to: now),
                runs: [NewTask(runOf: "tick()", declared.options, now: now, scheduledAt: now)])
        }
        let tool: any TaskInspection = store
        _ = try tool.runNow(schedule: "tick()", now: now)
        var outcomes: [AttemptOutcome] = []
        for step in 0..<8 {
            if step == 2 { _ = try tool.pause(.queue("q1"), now: now) }
            if step == 3 { _ = try tool.pause(.function("work"), now: now) }
            if step == 4 { _ = try tool.resume(.function("work"), now: now) }
            if step == 5 { _ = try tool.resume(.queue("q1"), now: now) }
            let queues: Set<String>? = step == 6 ? ["q0", "night"] : nil
            let claimant = Claimant(slot: "slot", limit: 20, queues: queues) { $0 != "unknown" }
            let claim = try store.recordAndClaim(outcomes, for: claimant, rotation: QueueRotation(), now: now).claim
            outcomes = claim.tasks.enumerated().map { index, task in
                let results: [AttemptResult] = [
                    .succeeded(nil), .failed(Failure(.threw)), .cancelled, .requeued, .parked(Failure(.unknownName)),
                    .interrupted, .unattributed(Failure(.crashed)),
                ]
                return AttemptOutcome(
                    attempt: task.attempt, started: now, ended: now, result: results[index % results.count])
            }
        }
        _ = try store.unwantedAttempts()
        _ = try store.occupiedSlots()
        _ = try store.hasWork(now: now)
        _ = try store.nextDue(after: now)
        let ids = many.map(\.task.id)
        _ = try store.ended(among: ids)
        for id in ids.prefix(40) { _ = try store.cancel(id, now: now, wait: .standard) }
        _ = try store.record(outcomes, slot: "slot")
        _ = try store.recover(
            DeadWorkerWork(slot: "slot", outcomes: outcomes, executing: nil), now: now, wait: .standard)
        _ = try store.requeueTasks(ofLostSlots: ["slot"], now: now, wait: .standard)
        _ = try store.unpark(rows: store.parkedTasks(after: ParkedTaskCursor(includesUndecodable: true)).map(\.row))
        for id in ids.prefix(9) { _ = try store.task(id) }
        for state in TaskState.allCases.map(Optional.some) + [nil] {
            for queue in ["q1", nil] {
                let filter = TaskFilter(state: state, queue: queue, name: "work")
                _ = try tool.tasks(matching: filter, after: nil, limit: 5)
                _ = try tool.count(matching: filter)
                _ = try tool.step(of: TaskSweep(filter), examining: 5)
            }
        }
        _ = try tool.details(of: Array(ids.prefix(3)))
        _ = try tool.retry(ids, now: now)
        _ = try tool.cancel(ids, now: now)
        _ = try tool.overview(now: now)
        _ = try tool.endedTasks(inSeconds: 1_000..<1_010)
        _ = try tool.endedTasks(before: now)
        _ = try tool.scheduleRows()
        _ = try tool.tasks(inSlots: ["slot"])
        _ = try tool.parkedNames()
        _ = try tool.newestPast()
        _ = try tool.queueNames()
        _ = try tool.delete(Array(ids.prefix(5)))
        _ = try tool.prune(before: .distantFuture, now: now)
    }
}
#endif

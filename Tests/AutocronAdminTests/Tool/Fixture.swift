import Foundation
import Platform
import SQLiteStore
import TaskModel
import TestSupport

/// A database with tasks in all states, made with the store as applications and workers make them.
struct Fixture {
    let store: SQLiteStore
    private let now = WallTime.now()

    init(_ scratch: TemporaryFolder) throws {
        store = try SQLiteStore(path: scratch.database, access: SQLiteStore.Access(checkpointsAtClose: false))
    }

    /// Stores a task.
    @discardableResult
    func add(
        _ name: String, _ arguments: String = "{}", queue: String = "default", priority: Priority = .medium,
        after: Int64 = 0,
        attempts: Int64 = 1, key: String? = nil, scheduledAt: WallTime? = nil
    ) throws -> String {
        let task = NewTask(
            id: TaskID.make(), name: name, arguments: Array(arguments.utf8), created: now, runAt: now + after,
            queue: queue, priority: priority, maxAttempts: attempts, retryDelay: .constant(0),
            uniqueness: key.map { UniqueKey(key: $0, scope: .untilFinished) }, scheduledAt: scheduledAt
        )
        _ = try store.write { connection throws(StoreError) in try connection.insert(task) }
        return task.id.description
    }

    /// Stores a task and lets a worker have it.
    @discardableResult
    func start(
        _ name: String, slot: String = "worker-1", attempts: Int64 = 1
    ) throws -> (id: String, claim: ClaimedTask) {
        let id = try add(name, priority: .high, attempts: attempts)
        return (id, try claim(slot: slot))
    }

    private func claim(slot: String) throws -> ClaimedTask {
        let now = WallTime.now()
        let found = try store.write { connection throws(StoreError) in
            try connection.claim(Claimant(slot: slot, limit: 1, knows: { _ in true }), now: now).tasks
        }
        guard let task = found.first else { throw StoreError(.unexpected, "nothing is due") }
        return task
    }

    /// Stores a task and ends it.
    @discardableResult
    func end(_ name: String, _ result: AttemptResult, attempts: Int64 = 1) throws -> String {
        let (id, claim) = try start(name, attempts: attempts)
        for number in 0..<attempts {
            let claim = number == 0 ? claim : try self.claim(slot: "worker-1")
            let outcome = AttemptOutcome(
                attempt: claim.attempt, started: now, ended: WallTime.now(), result: result)
            _ = try store.write { connection throws(StoreError) in try connection.record(outcome, slot: "worker-1") }
        }
        return id
    }

    func state(_ id: String) throws -> TaskState? {
        guard let identifier = TaskID(id) else { return nil }
        return try store.read { connection throws(StoreError) in try connection.task(identifier)?.state }
    }

    func counts() throws -> [TaskState: Int] {
        try store.read { connection throws(StoreError) in try connection.counts() }
    }

    /// One task in each state, two queues, a recurring function with a run, and a second attempt.
    static func rich(_ scratch: TemporaryFolder) throws -> Fixture {
        let fixture = try Fixture(scratch)
        try fixture.end("App.done()", .succeeded(Array(#"{"sum":3}"#.utf8)))
        try fixture.end("App.fails()", .failed(Failure(.threw, message: "out of paper")), attempts: 2)
        let story = CrashDetails(
            reason: "Fatal error: no paper",
            frames: [.init(function: "pick()", file: "/src/App.swift", line: 9, column: 5)],
            standardError: "looking for paper")
        try fixture.end("App.crashes()", .failed(Failure(.crashed, signal: 11, crash: story)))
        try fixture.end("App.unknown()", .parked(Failure(.unknownName)))
        try fixture.end("App.stopped()", .cancelled)
        try fixture.start("App.runs()")
        try fixture.add("App.later()", queue: "mail", after: 3_600_000_000)
        try fixture.add("App.waits(for:)", #"{"for":"paper"}"#, key: "paper")
        let rule = "30 9 * * 1-5 in Europe/Berlin"
        let now = WallTime.now()
        try fixture.adopt(["App.report()": rule, "App.tick()": "every 90000000 microseconds"], now: now)
        try fixture.add("App.report()", after: 1, scheduledAt: now - 60_000_000)
        return fixture
    }

    /// Lets a build start that has these recurring functions.
    func adopt(_ rules: [String: String], others: Set<String> = [], now: WallTime = .now()) throws {
        let schedules = rules.map { DeclaredSchedule(name: $0.key, spec: $0.value) }
        let build = Build(description: "'app' of May", schedules: schedules, functions: others.union(rules.keys))
        _ = try store.write { connection throws(StoreError) in try connection.synchronizeSchedules(build, now: now) }
    }
}

#if PostgreSQL
import InspectionModel
import Platform
import Synchronization
import PostgresAdministration
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

/// What one writer at a time gives for nothing with SQLite: two sessions, stepped by hand.
///
/// `@unchecked Sendable` is right because only the test's own task uses `side`.
@Suite("Races of two sessions on PostgreSQL", .needsServer, .timeLimit(.minutes(5)))
struct SteppedRaceTests: @unchecked Sendable {
    private let now: WallTime = 1_000_000_000
    private let first: PostgresStore
    private let second: PostgresStore
    /// Holds locks, so that a session waits where the test wants it.
    private let side: PostgresSideConnection
    private let schema: String

    init() throws {
        let address = PostgresServer.newDatabase()
        first = try PostgresStore(address)
        second = try PostgresStore(address)
        side = try PostgresSideConnection()
        schema = try ConnectionString(address).schema
        try side.run("SET search_path = \"\(schema)\"")
    }

    private func newTask(_ change: (inout NewTask) -> Void = { _ in }) -> NewTask {
        var task = NewTask(id: .make(), name: "work", arguments: Array("{}".utf8), created: now, runAt: now)
        change(&task)
        return task
    }

    private func claim(_ store: PostgresStore, slot: String, limit: Int = 1) throws -> [ClaimedTask] {
        try Self.claim(store, slot: slot, limit: limit, now: now)
    }

    private static func claim(
        _ store: PostgresStore, slot: String, limit: Int = 1, now: WallTime
    ) throws -> [ClaimedTask] {
        let claimant = Claimant(slot: slot, limit: limit) { _ in true }
        return try store.recordAndClaim([], for: claimant, rotation: QueueRotation(), now: now).claim.tasks
    }

    private func ended(_ task: ClaimedTask) -> AttemptOutcome {
        AttemptOutcome(attempt: task.attempt, started: now, ended: now, result: .succeeded(nil))
    }

    /// The server's number of a store's writing session.
    private func pid(_ store: PostgresStore) throws -> Int64 {
        try store.write { connection throws(StoreError) in
            try connection.first("SELECT pg_backend_pid()") { $0.integer(0) } ?? 0
        }
    }

    /// Returns once a session waits for another one's lock.
    private func waits(_ pid: Int64) async throws {
        let observer = try PostgresSideConnection()
        while try observer.run("SELECT 1 WHERE cardinality(pg_blocking_pids(\(pid))) > 0").isEmpty {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func state(_ task: NewTask) throws -> TaskState? { try second.task(task.id)?.state }

    @Test("A worker that dies while its claim is being committed is not recovered without it")
    func recoveryBesideClaim() async throws {
        let task = newTask { $0.uniqueness = UniqueKey(key: "k", scope: .whileWaiting) }
        _ = try first.insert(task)
        let claiming = try pid(first)
        try side.run("BEGIN; SELECT 1 FROM keys FOR UPDATE")
        async let claimed = onThread { [first, now] in try Self.claim(first, slot: "dead", now: now) }
        try await waits(claiming)
        let work = DeadWorkerWork(slot: "dead", outcomes: [], executing: nil)
        let early = try second.recover(work, now: now, wait: .none)
        let lost = try second.requeueTasks(ofLostSlots: ["dead"], now: now, wait: .atMost(.milliseconds(1)))
        try side.run("COMMIT")
        #expect(try await claimed.count == 1)
        #expect(early == nil && lost == nil)
        #expect(try second.recover(work, now: now, wait: .standard)?.map(\.state) == [.waiting])
        #expect(try second.occupiedSlots().isEmpty)
    }

    @Test("A claim whose commit was not acknowledged is given back by the worker's next one")
    func doubtfulClaim() throws {
        _ = try first.insert(newTask())
        let lost = try #require(try claim(first, slot: "1").first)
        // As if the session had ended between the commit and its answer.
        first.doubtfulClaims.withLock { $0 = [DoubtfulClaim(slot: "1", attempts: [lost.attempt])] }
        let again = try #require(try claim(first, slot: "1").first)
        #expect(again.id == lost.id && again.attempt.claimNumber == lost.attempt.claimNumber + 1)
        #expect(try claim(first, slot: "1").isEmpty)
        _ = try first.record([ended(again)], slot: "1")
        #expect(try first.task(lost.id)?.state == .succeeded)
    }

    @Test("A claim whose session is lost before its commit is remembered, and made again")
    func lostClaim() async throws {
        let task = newTask { $0.uniqueness = UniqueKey(key: "k", scope: .whileWaiting) }
        _ = try first.insert(task)
        let claiming = try pid(first)
        // Waits within the commit itself.
        try side.run(
            """
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN PERFORM 1 FROM \(schema).queues WHERE id = 1 FOR UPDATE; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER hold AFTER UPDATE ON tasks DEFERRABLE INITIALLY DEFERRED \
            FOR EACH ROW EXECUTE FUNCTION hold()
            """)
        try side.run("BEGIN; SELECT 1 FROM queues FOR UPDATE")
        async let claimed = onThread { [first, now] in
            #expect(throws: StoreError.self) { try Self.claim(first, slot: "1", now: now) }?.code
        }
        try await waits(claiming)
        let observer = try PostgresSideConnection()
        try observer.run("SELECT pg_terminate_backend(\(claiming), 10000)")
        #expect(try await claimed == .unreachable)
        try side.run("COMMIT")
        #expect(first.doubtfulClaims.withLock { $0.map(\.slot) } == ["1"])
        #expect(try claim(first, slot: "1").map(\.id) == [task.id])
        #expect(first.doubtfulClaims.withLock { $0.isEmpty })
    }

    @Test("Of two recoveries of a slot the second waits, and finds nothing")
    func twoRecoveries() async throws {
        let task = newTask()
        _ = try first.insert(task)
        #expect(try claim(first, slot: "dead").count == 1)
        let work = DeadWorkerWork(slot: "dead", outcomes: [], executing: nil)
        let recovering = try pid(first)
        try side.run("BEGIN; SELECT 1 FROM tasks FOR UPDATE")
        async let winner = onThread { [first, now] in try first.recover(work, now: now, wait: .standard) }
        try await waits(recovering)
        #expect(try second.recover(work, now: now, wait: .none) == nil)
        try side.run("COMMIT")
        #expect(try await winner?.count == 1)
        #expect(try second.recover(work, now: now, wait: .standard)?.isEmpty == true)
        #expect(try state(task) == .waiting)
    }

    @Test("The second of two claims counts the run that the first one starts")
    func limitOfRuns() async throws {
        let declared = DeclaredSchedule(name: "tick()", spec: "every second", options: RunOptions())
        _ = try first.synchronizeSchedules(
            Build(description: "a build", schedules: [declared], functions: ["tick()"]), now: 0)
        let runs = (0..<2).map { index in
            newTask {
                $0.name = "tick()"
                $0.concurrency = 1
                $0.scheduledAt = now + .seconds(index)
            }
        }
        // Both ready, as if the limit had been higher, so that only the count decides.
        for run in runs { _ = try first.insert(run) }
        try side.run("UPDATE tasks SET ready = 1")
        let pids = try (pid(first), pid(second))
        try side.run("BEGIN; SELECT 1 FROM schedules FOR UPDATE")
        async let one = onThread { [first, now] in try Self.claim(first, slot: "1", now: now) }
        try await waits(pids.0)
        async let other = onThread { [second, now] in try Self.claim(second, slot: "2", now: now) }
        try await waits(pids.1)
        try side.run("COMMIT")
        let claimed = try await (one, other)
        #expect(claimed.0.count + claimed.1.count == 1)
        // The end of the one makes room for the other, which is not forgotten.
        let slot = claimed.0.isEmpty ? "2" : "1"
        let task = try #require((claimed.0 + claimed.1).first)
        _ = try first.record([ended(task)], slot: slot)
        #expect(try claim(second, slot: "3", limit: 5).count == 1)
    }

    @Test("A claim that finds nothing because another one holds all due tasks is told of by that one")
    func heldByClaim() async throws {
        // With a second queue, a claim makes all due tasks ready before it takes some.
        for index in 0..<9 {
            let task = newTask {
                $0.queue = index == 0 ? "mail" : "default"
                $0.created = now - .seconds(1)
                if index > 0 { $0.uniqueness = UniqueKey(key: "\(index)", scope: .whileWaiting) }
            }
            _ = try first.insert(task)
        }
        let claiming = try pid(first)
        try side.run("BEGIN; SELECT 1 FROM keys FOR UPDATE")
        async let claimed = onThread { [first, now] in
            let claimant = Claimant(slot: "1", limit: 2) { _ in true }
            return try first.recordAndClaim([], for: claimant, rotation: QueueRotation(), now: now).claim
        }
        try await waits(claiming)
        #expect(try claim(second, slot: "2").isEmpty)
        try side.run("COMMIT")
        let claim = try await claimed
        #expect(claim.tasks.count == 1 && claim.left == 8)
    }

    @Test("A request to cancel that waits for the end of the task comes too late")
    func cancelBesideFinish() async throws {
        let task = newTask { $0.uniqueness = UniqueKey(key: "k", scope: .untilFinished) }
        _ = try first.insert(task)
        let claimed = try #require(try claim(first, slot: "1").first)
        let outcome = ended(claimed)
        let pids = try (pid(first), pid(second))
        // The outcome has the task's row by the time at which it waits for the key's.
        try side.run("BEGIN; SELECT 1 FROM keys FOR UPDATE")
        async let recorded = onThread { [first] in try first.record([outcome], slot: "1") }
        try await waits(pids.0)
        async let cancelled = onThread { [second, now] in try second.cancel(task.id, now: now, wait: .standard) }
        try await waits(pids.1)
        try side.run("COMMIT")
        #expect(try await recorded.isCounted == [true])
        #expect(try await cancelled?.result == .tooLate)
        #expect(try state(task) == .succeeded)
    }

    @Test("Keys are released in their own order, so that nobody who takes several waits for one who waits for him")
    func keysInOrder() async throws {
        let keys = ["b", "a"]
        for key in keys { _ = try first.insert(newTask { $0.uniqueness = UniqueKey(key: key, scope: .untilFinished) }) }
        let outcomes = try claim(first, slot: "1", limit: 2).sorted { $0.attempt.row < $1.attempt.row }.map(ended)
        #expect(outcomes.count == 2)
        let recording = try pid(first)
        try side.run("BEGIN; SELECT 1 FROM keys WHERE key = 'a' FOR UPDATE")
        async let recorded = onThread { [first] in try first.record(outcomes, slot: "1") }
        try await waits(recording)
        try side.run("SET lock_timeout = 100; SELECT 1 FROM keys WHERE key = 'b' FOR UPDATE")
        try side.run("COMMIT")
        #expect(try await recorded.isCounted == [true, true])
        #expect(try side.run("SELECT 1 FROM keys").isEmpty)
    }

    @Test("A claim that would set tasks aside for a pause that ends meanwhile leaves them where claims find them")
    func pauseBesideClaim() async throws {
        let task = newTask()
        _ = try first.insert(task)
        _ = try first.pause(.function("work"), now: now)
        let claiming = try pid(first)
        try side.run("BEGIN; UPDATE pauses SET ended = true")
        async let claimed = onThread { [first, now] in try Self.claim(first, slot: "1", now: now) }
        try await waits(claiming)
        try side.run("COMMIT")
        #expect(try await claimed.isEmpty)
        #expect(try claim(second, slot: "2").map(\.id) == [task.id])
        #expect(try side.run("SELECT 1 FROM pauses").isEmpty)
    }

    @Test("A queue's name is not deleted while a task is being stored in it, and is deleted later")
    func housekeepingBesideInsert() throws {
        let old = newTask { $0.queue = "mail" }
        let new = newTask { $0.queue = "mail" }
        _ = try first.insert(old)
        _ = try first.cancel(old.id, now: now, wait: .standard)
        let later = now + .seconds(60)
        let tidied = try first.write { connection throws(StoreError) in
            _ = try connection.insert(new)
            return try? second.write { connection throws(StoreError) in
                try connection.deleteFinished(before: later, now: later)
            }
        }
        #expect(tidied?.tasks == 1)
        #expect(try claim(second, slot: "1").map(\.id) == [new.id])
    }

    @Test("A queue's name whose last two tasks are deleted at once is deleted later")
    func forgottenQueue() throws {
        let tasks = (0..<2).map { _ in newTask { $0.queue = "mail" } }
        for task in tasks {
            _ = try first.insert(task)
            _ = try first.cancel(task.id, now: now, wait: .standard)
        }
        let rows = try tasks.map { try #require(try first.task($0.id)).row }
        try first.write { connection throws(StoreError) in
            try connection.deleteTask(row: rows[0])
            _ = try? second.write { connection throws(StoreError) in try connection.deleteTask(row: rows[1]) }
        }
        #expect(try side.run("SELECT count(*) FROM tasks") == ["0"])
        let later = now + .seconds(60)
        _ = try first.write { connection throws(StoreError) in
            try connection.deleteFinished(before: later, now: later)
        }
        #expect(try side.run("SELECT name FROM queues") == ["default"])
    }
}
#endif

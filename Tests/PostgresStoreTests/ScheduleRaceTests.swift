#if PostgreSQL
import InspectionModel
import Platform
import PostgresAdministration
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Recurring functions that two sessions change at once", .needsServer)
struct ScheduleRaceTests {
    private let store: PostgresStore
    private let schema: String
    private static let present = WallTime.epoch + .seconds(1_000)
    private static let later = WallTime.epoch + .seconds(2_000)

    init() throws {
        let address = PostgresServer.newDatabase()
        store = try PostgresStore(address)
        schema = try ConnectionString(address).schema
        _ = try store.synchronizeSchedules(Self.build("old", ["greet"]), now: Self.present)
    }

    private static func build(_ name: String, _ functions: Set<String>) -> Build {
        let schedules = functions.sorted().map { name in
            DeclaredSchedule(name: name, spec: "every minute", options: RunOptions(), policies: SchedulePolicies())
        }
        return Build(description: name, schedules: schedules, functions: functions)
    }

    /// Runs a change while another session holds what it needs, and lets that session commit once the change waits.
    private func run<R: Sendable>(
        beside statements: String, _ change: @escaping @Sendable (PostgresStore) throws -> R
    ) async throws -> R {
        let pid = try store.write { connection throws(StoreError) in
            try connection.first("SELECT pg_backend_pid()") { $0.integer(0) } ?? 0
        }
        let side = try PostgresSideConnection()
        try side.run("SET search_path = \(schema); BEGIN; \(statements)")
        async let changed = onThread { [store] in try change(store) }
        while try side.run("SELECT 1 WHERE cardinality(pg_blocking_pids(\(pid))) > 0").isEmpty {
            try await Task.sleep(for: .milliseconds(1))
        }
        try side.run("COMMIT")
        return try await changed
    }

    private static func fire(_ store: PostgresStore) throws -> Bool {
        let due = DueSchedule(name: "greet", spec: "every minute", unfinishedRunLimit: 2)
        let fired = try store.fire([due], now: later, maximumRuns: 10) { _, _, _ in
            SchedulePlan(advance: ScheduleAdvance(to: later))
        }
        return fired.first?.isAdvanced == true
    }

    @Test(
        "An instant that waits for another session's change goes by it",
        arguments: ["paused = true", "active = false", "spec = 'every hour'", "last = '2030-01-01Z'"])
    func fired(change: String) async throws {
        defer { store.close() }
        let isFired = try await run(beside: "UPDATE schedules SET \(change)") { try Self.fire($0) }
        #expect(!isFired)
    }

    @Test("Of two builds that start at once, the second knows what the first has stored")
    func builds() async throws {
        defer { store.close() }
        let changes = try await run(
            beside: """
                UPDATE changes SET count = count + 1; UPDATE schedules SET active = false;
                INSERT INTO functions VALUES ('farewell')
                """
        ) { try $0.synchronizeSchedules(Self.build("new", ["greet"]), now: Self.later) }
        #expect(changes.removed.isEmpty)
        let greet = try store.schedules(named: ["greet"])[0]
        #expect(greet?.isActive == true && greet?.build == "new" && greet?.last == Self.later)
        #expect(try store.functionNames() == ["greet"])
    }

    @Test("A run that is asked for while a build removes its function is not stored")
    func removed() async throws {
        defer { store.close() }
        let result = try await run(beside: "UPDATE schedules SET active = false") {
            try $0.runNow(schedule: "greet", now: Self.later)
        }
        #expect(result == .removed)
    }
}
#endif

import Foundation
import Inspection
import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import WorkerFiles

@testable import AutocronDashboard

/// A real database with tasks in all states, and a dashboard of it.
final class Scene {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let database: InspectedDatabase
    /// The tasks by their states, or by what is special about them.
    private(set) var ids: [String: TaskID] = [:]
    var options = DashboardOptions()
    private(set) lazy var dashboard = Dashboard(database, options: options)

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.database)
        database = InspectedDatabase(store: store, pool: PoolDirectory(database: store.file.path))
        options.timeZone = .gmt
    }

    // MARK: Content

    /// One task in each state, two queues, two recurring functions, and a second attempt.
    ///
    /// - Parameter text: Part of every text that users store.
    static func rich(_ text: String = "") throws -> Scene {
        let scene = try Scene()
        let json =
            #"{"sum":"\#(text.filter { $0 != "\\" && $0 != "\"" && $0 != "\n" && !$0.isControl })","password":"hush"}"#
        scene.ids["succeeded"] = try scene.end("App.done()\(text)", .succeeded(Array(json.utf8)))
        let thrown = Failure(.threw, message: "out of paper \(text)", type: "App.Printer\(text)")
        scene.ids["failed"] = try scene.end("App.fails()\(text)", .failed(thrown), attempts: 2)
        let crash = CrashDetails(
            reason: "Fatal error: no paper \(text)",
            frames: [.init(function: "pick()\(text)", file: "/src/App\(text).swift", line: 9, column: 5)],
            standardError: "looking for paper\n\(text)")
        scene.ids["crashed"] = try scene.end("App.crashes()", .failed(Failure(.crashed, signal: 11, crash: crash)))
        scene.ids["parked"] = try scene.end("App.unknown()\(text)", .parked(Failure(.unknownName)))
        scene.ids["cancelled"] = try scene.end("App.stopped()", .cancelled)
        let running = try scene.start("App.runs()\(text)")
        scene.ids["running"] = running.id
        try scene.store.report(progress: 0.5, message: "half \(text)", of: running.id)
        scene.ids["later"] = try scene.add("App.later()", queue: "mail\(text)", after: .seconds(3_600))
        scene.ids["waiting"] = try scene.add("App.waits(for:)\(text)", json, key: "paper\(text)")
        try scene.adopt(
            ["App.report()\(text)": "30 9 * * 1-5 in Europe/Berlin", "App.odd()": "every \(text)"], policy: text)
        _ = try scene.store.pause(.queue("mail\(text)"), now: .now())
        return scene
    }

    /// Stores a task.
    @discardableResult
    func add(
        _ name: String, _ arguments: String = "{}", queue: String = "default", priority: Priority = .medium,
        after delay: Duration = .zero, attempts: Int64 = 1, key: String? = nil
    ) throws -> TaskID {
        let now = WallTime.now()
        let task = NewTask(
            id: TaskID.make(), name: name, arguments: Array(arguments.utf8), created: now, runAt: now + delay,
            queue: queue, priority: priority, maxAttempts: attempts, retryDelay: .constant(0),
            uniqueness: key.map { UniqueKey(key: $0, scope: .untilFinished) })
        _ = try store.insert(task)
        return task.id
    }

    /// Stores a task and lets a worker have it.
    func start(_ name: String, attempts: Int64 = 1) throws -> (id: TaskID, claim: ClaimedTask) {
        let id = try add(name, priority: .high, attempts: attempts)
        return (id, try claim())
    }

    private func claim() throws -> ClaimedTask {
        let found = try store.write { connection throws(StoreError) in
            try connection.claim(Claimant(slot: "worker-1", limit: 1, knows: { _ in true }), now: .now()).tasks
        }
        guard let task = found.first else { throw StoreError(.unexpected, "nothing is due") }
        return task
    }

    /// Stores a task and ends it.
    @discardableResult
    func end(_ name: String, _ result: AttemptResult, attempts: Int64 = 1) throws -> TaskID {
        let (id, first) = try start(name, attempts: attempts)
        for number in 0..<attempts {
            let claim = number == 0 ? first : try claim()
            let now = WallTime.now()
            let outcome = AttemptOutcome(attempt: claim.attempt, started: now - .seconds(1), ended: now, result: result)
            _ = try store.write { connection throws(StoreError) in try connection.record(outcome, slot: "worker-1") }
        }
        return id
    }

    /// Lets a build start that has these recurring functions.
    func adopt(_ rules: [String: String], others: Set<String> = [], policy: String? = nil) throws {
        let schedules = rules.map { name, spec in
            DeclaredSchedule(name: name, spec: spec, policies: SchedulePolicies(missed: policy, overlap: policy))
        }
        let build = Build(description: "'app' of May", schedules: schedules, functions: others.union(rules.keys))
        _ = try store.write { connection throws(StoreError) in try connection.synchronizeSchedules(build, now: .now()) }
    }

    func id(_ name: String) throws -> TaskID {
        guard let id = ids[name] else { throw StoreError(.unexpected, "no task '\(name)'") }
        return id
    }

    func state(_ id: TaskID) throws -> TaskState? {
        try store.details(of: [id]).first?.summary.state
    }

    /// Everything in the tables, to be compared with a later state.
    func content() throws -> [String] {
        let connection = try SideConnection(folder.database)
        let tables = try connection.run(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'autocron_*' ORDER BY name")
        return try tables.flatMap { table in
            let columns = try connection.run("SELECT name FROM pragma_table_info('\(table)')")
            let values = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ' ' || ")
            return try connection.run("SELECT '\(table) ' || \(values) FROM \(table)").sorted()
        }
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.value < 0x20 } }
}

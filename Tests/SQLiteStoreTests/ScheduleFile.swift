import Foundation
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing

/// A new database for one test of recurring functions, removed with it.
final class ScheduleFile: Sendable {
    let store: SQLiteStore
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("autocron-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try SQLiteStore(path: folder.path + "/app.db")
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    @discardableResult
    func write<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        try store.write(body)
    }

    /// Lets a build start that has some recurring functions.
    @discardableResult
    func adopt(
        _ schedules: DeclaredSchedule..., functions: Set<String> = [], build: String = "'app' of May", at now: WallTime
    ) throws(StoreError) -> ScheduleChanges {
        let names = functions.union(schedules.map(\.name))
        let build = Build(description: build, schedules: schedules, functions: names)
        return try write { connection throws(StoreError) in try connection.synchronizeSchedules(build, now: now) }
    }

    func schedule(_ name: String) throws(StoreError) -> StoredSchedule? {
        try store.read { connection throws(StoreError) in try connection.schedule(named: name) }
    }

    func task(_ id: TaskID) throws(StoreError) -> TaskRow? {
        try store.read { connection throws(StoreError) in try connection.task(id) }
    }

    /// Stores a run of a recurring function.
    func run(_ name: String, at instant: WallTime, _ options: RunOptions = RunOptions()) throws(StoreError) -> NewTask {
        let task = NewTask(runOf: name, options, now: instant, scheduledAt: instant)
        _ = try write { connection throws(StoreError) in try connection.insert(task) }
        return task
    }

    /// What SQLite does for something, in steps of its virtual machine.
    func steps(_ body: (Connection) throws(StoreError) -> Void) throws(StoreError) -> Int {
        try write { connection throws(StoreError) in
            let before = connection.steps
            try body(connection)
            return connection.steps - before
        }
    }

    func claim(_ slot: String, limit: Int = 10, now: WallTime) throws(StoreError) -> [ClaimedTask] {
        try write { connection throws(StoreError) in
            try connection.claim(Claimant(slot: slot, limit: limit) { _ in true }, now: now).tasks
        }
    }
}

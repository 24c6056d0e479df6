import Foundation
import SQLiteStore
import TaskModel
import TestSupport

/// A look into a test's database, from the side.
struct Database {
    let store: SQLiteStore

    init(_ scratch: TemporaryFolder) throws {
        store = try SQLiteStore(
            path: scratch.database, access: SQLiteStore.Access(creates: false, checkpointsAtClose: false))
    }

    func counts() throws -> [TaskState: Int] {
        try store.read { connection throws(StoreError) in try connection.counts() }
    }

    func task(_ id: String) throws -> TaskRow? {
        guard let id = TaskID(id) else { return nil }
        return try store.read { connection throws(StoreError) in try connection.task(id) }
    }
}

extension Database {
    /// The identifier of the one task that runs.
    func onlyTask() throws -> String {
        let running = "SELECT hex(uuid) FROM autocron_tasks WHERE state = 1"
        let ids = try SideConnection.run(running, in: store.file.path)
        guard let id = ids.first, ids.count == 1 else { throw StoreError(.unexpected, "\(ids.count) tasks run") }
        return Self.text(ofDigits: id)
    }

    /// The usual text of a UUID, from its digits as SQLite's `hex` prints them.
    static func text(ofDigits digits: String) -> String {
        var text = digits.lowercased()
        for place in [20, 16, 12, 8] { text.insert("-", at: text.index(text.startIndex, offsetBy: place)) }
        return text
    }
}

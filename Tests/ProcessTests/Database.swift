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
        let bytes = Self.bytes(of: id)
        return try store.read { connection throws(StoreError) in try connection.task(bytes) }
    }

    static func newIdentifier() -> [UInt8] {
        bytes(of: UUID().uuidString)
    }

    static func bytes(of text: String) -> [UInt8] {
        let digits = Array(text.filter { $0 != "-" })
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0..<$0 + 2]), radix: 16) }
    }

    static func text(of bytes: [UInt8]) -> String {
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        let lengths = [4, 2, 2, 2, 6]
        var position = 0
        return lengths.map { length in
            defer { position += length }
            return digits[position..<position + length].joined()
        }.joined(separator: "-")
    }
}

extension Database {
    /// The identifier of the one task that runs.
    func onlyTask() throws -> String {
        let running = "SELECT lower(hex(uuid)) FROM autocron_tasks WHERE state = 1"
        let ids = try SideConnection.run(running, in: store.file.path)
        guard let id = ids.first, ids.count == 1 else { throw StoreError(.unexpected, "\(ids.count) tasks run") }
        return Self.text(of: Self.bytes(of: id))
    }
}

import Foundation
package import InspectionModel
import Platform
package import SQLiteStore
package import TaskModel
import WorkerFiles

// What `doctor` says of an SQLite file. Opening a database already checks the file system, the header and the schema's
// version, so they have passed here.

extension SQLiteStore {
    package func storeFindings() throws(StoreError) -> [Finding] {
        [
            try versionFinding(), .good("schema", "version \(Schema.version)"), permissionsFinding, spaceFinding,
            walFinding,
        ].compactMap(\.self)
    }

    package func integrityFinding() throws(StoreError) -> Finding {
        let faults = try read { connection throws(StoreError) in try connection.faults() }
        guard let first = faults.first else { return .good("integrity", "SQLite finds no fault") }
        return .problem(
            "integrity", "SQLite finds \(faults.count) faults: \(TerminalEscaping.text(first))",
            "restore the file from a copy"
        )
    }

    private var shownPath: String { TerminalEscaping.text(file.path) }

    private func versionFinding() throws(StoreError) -> Finding {
        let version = "SQLite \(SQLiteVersion.text)"
        guard SQLiteVersion.losesCommits else { return .good("sqlite", version) }
        let foreign = try read { connection throws(StoreError) in try connection.foreignTables() }
        guard !foreign.isEmpty else {
            return .good("sqlite", "\(version); its fault in checkpoints cannot meet autocron's own connections")
        }
        return .warning(
            "sqlite", "\(version) can lose commits when two connections checkpoint one file (before 3.51.3)",
            "this file holds tables of the application, too: use a newer SQLite, or give autocron a file of its own"
        )
    }

    private var permissionsFinding: Finding {
        var information = stat()
        guard unsafe stat(file.path, &information) == 0 else {
            return .problem("permissions", "\(shownPath) cannot be looked at", "check its owner and mode")
        }
        let mode = information.st_mode & 0o777
        let text = "mode " + String(mode, radix: 8) + ", owner \(information.st_uid)"
        if information.st_uid != geteuid(), geteuid() != 0 {
            return .warning("permissions", text, "run applications and this tool as the file's owner")
        }
        guard mode & 0o077 == 0 else {
            return .warning("permissions", "\(text): others may read or write tasks", "chmod 600 \(shownPath)")
        }
        if let objection = PoolDirectory(database: file.path).objection {
            return .problem(
                "permissions", TerminalEscaping.text(objection.description), "'Autocron.start' refuses it until then")
        }
        return .good("permissions", text)
    }

    private var spaceFinding: Finding? {
        let folder = (file.path as NSString).deletingLastPathComponent
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else { return nil }
        guard free < 100_000_000 else { return .good("space", "\(ByteCount.text(free)) free") }
        let text = "only \(ByteCount.text(free)) free"
        return .problem("space", text, "free some space on the disk of \(TerminalEscaping.text(folder))")
    }

    private var walFinding: Finding {
        let size = ByteCount.text(walSize)
        guard walSize > 256_000_000 else { return .good("wal", "write-ahead log of \(size)") }
        return .warning(
            "wal", "the write-ahead log has grown to \(size)",
            "find the connection that keeps a read transaction open, or start the application, which copies the log"
        )
    }
}

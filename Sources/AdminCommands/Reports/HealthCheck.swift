import Foundation
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import WorkerFiles

/// The checks of `doctor`, each with one finding.
///
/// Opening a database already checks the file system, the header and the schema's version, so they have passed here.
struct HealthCheck {
    private let database: AdminDatabase
    private let now: WallTime

    init(_ database: AdminDatabase, now: WallTime) {
        self.database = database
        self.now = now
    }

    func findings() throws(StoreError) -> [Finding] {
        let isHosted = FileLock.isHeld(database.directory.lock)
        let workers = LiveSlot.living(in: database.directory)
        let living = Set(workers.map(\.name))
        return [
            try sqlite(), .good("schema", "version \(Schema.version)"), permissions(), space(), wal(), try clock(),
            pool(isHosted: isHosted, workers: living.count), try orphans(isHosted: isHosted, living: living),
            try paused(), try standstill(of: workers), try waiting(isHosted: isHosted), try parked(), try integrity(),
        ].compactMap(\.self)
    }

    private func read<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws(StoreError) -> R {
        try database.store.read(body)
    }

    private var path: String { TerminalEscaping.text(database.store.file.path) }

    private func sqlite() throws(StoreError) -> Finding {
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

    private func permissions() -> Finding {
        var information = stat()
        guard unsafe stat(database.store.file.path, &information) == 0 else {
            return .problem("permissions", "\(path) cannot be looked at", "check its owner and mode")
        }
        let mode = information.st_mode & 0o777
        let text = "mode " + String(mode, radix: 8) + ", owner \(information.st_uid)"
        if information.st_uid != geteuid(), geteuid() != 0 {
            return .warning("permissions", text, "run applications and this tool as the file's owner")
        }
        guard mode & 0o077 == 0 else {
            return .warning("permissions", "\(text): others may read or write tasks", "chmod 600 \(path)")
        }
        if let objection = database.directory.objection {
            return .problem(
                "permissions", TerminalEscaping.text(objection.description), "'Autocron.start' refuses it until then")
        }
        return .good("permissions", text)
    }

    private func space() -> Finding? {
        let folder = (database.store.file.path as NSString).deletingLastPathComponent
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else { return nil }
        guard free < 100_000_000 else { return .good("space", "\(ByteCount.text(free)) free") }
        let text = "only \(ByteCount.text(free)) free"
        return .problem("space", text, "free some space on the disk of \(TerminalEscaping.text(folder))")
    }

    private func wal() -> Finding {
        let bytes = StatusReport.size(of: database.store.file.path + "-wal")
        let size = ByteCount.text(bytes)
        guard bytes > 256_000_000 else { return .good("log", "write-ahead log of \(size)") }
        return .warning(
            "log", "the write-ahead log has grown to \(size)",
            "find the connection that keeps a read transaction open, or start the application, which copies the log"
        )
    }

    private func clock() throws(StoreError) -> Finding {
        let newest = try read { connection throws(StoreError) in try connection.newestPast() }
        guard let newest, newest > now + .seconds(5) else { return .good("clock", Instants.iso(now)) }
        return .problem(
            "clock", "the clock is \(Instants.span(newest - now)) behind what is stored",
            "set the machine's clock; recurring functions do not fire until it has caught up"
        )
    }

    private func pool(isHosted: Bool, workers: Int) -> Finding {
        guard isHosted else { return .good("pool", "no application hosts workers at present") }
        guard workers == 0 else { return .good("pool", "hosted, workers: \(workers)") }
        return .problem("pool", "an application hosts the pool, but no worker lives", "read the application's log")
    }

    private func orphans(isHosted: Bool, living: Set<String>) throws(StoreError) -> Finding {
        let occupied = try read { connection throws(StoreError) in try connection.occupiedSlots() }
        let orphans = occupied.filter { !living.contains($0) }
        // A pool recovers a dead worker's tasks within a moment, so a single read may see them before that.
        guard !orphans.isEmpty, !isHosted else {
            return .good("orphans", "no task runs in a dead worker")
        }
        return .warning(
            "orphans", "tasks of \(orphans.count) dead workers still count as running",
            "start the application; it settles them within a second"
        )
    }

    private func paused() throws(StoreError) -> Finding {
        let pauses = try PauseReport(database, now: now)
        guard !pauses.isEmpty else { return .good("paused", "nothing is paused") }
        return .warning(
            "paused", "paused: \(pauses.names)", "if that is over: autocron resume \(path) (--queue, --task)")
    }

    private func standstill(of workers: [LiveSlot]) throws(StoreError) -> Finding {
        let waitsForLong = workers.allSatisfy { $0.wait.map { $0.since <= now - Standstill.interval } ?? false }
        let attempts = workers.compactMap(\.awaitingAttempt)
        let found =
            try waitsForLong && attempts.count == workers.count
            ? read { connection throws(StoreError) in try connection.standstill(of: attempts) } : nil
        guard let found else { return .good("standstill", "not all workers wait for tasks") }
        return .problem("standstill", TerminalEscaping.text(found.description), Standstill.advice)
    }

    private func waiting(isHosted: Bool) throws(StoreError) -> Finding {
        let now = self.now
        let oldest = try read { connection throws(StoreError) in
            let isHalted = PauseReport(try connection.pauses(), now: now).isTotal
            let open = try connection.overview(now: now).queues.filter { !$0.isPaused && !isHalted }
            return open.compactMap(\.oldestDue).min()
        }
        guard let oldest, now - oldest > .seconds(300) else { return .good("waiting", "nothing due waits for long") }
        return .warning(
            "waiting", "a due task has waited for \(Instants.span(now - oldest))",
            isHosted ? "give the application more workers" : "start the application; no process hosts workers"
        )
    }

    private func parked() throws(StoreError) -> Finding {
        let names = try read { connection throws(StoreError) in
            try connection.parkedNames().map { "\(TerminalEscaping.text($0.name)) (\($0.count))" }
        }
        guard !names.isEmpty else { return .good("parked", "no task is parked") }
        return .warning(
            "parked", "tasks that no program could run: \(names.joined(separator: ", "))",
            "start a build that has these functions, or delete the tasks: autocron delete DATABASE --all --state parked"
        )
    }

    private func integrity() throws(StoreError) -> Finding {
        let faults = try read { connection throws(StoreError) in try connection.faults() }
        guard let first = faults.first else { return .good("integrity", "SQLite finds no fault") }
        return .problem(
            "integrity", "SQLite finds \(faults.count) faults: \(TerminalEscaping.text(first))",
            "restore the file from a copy"
        )
    }
}

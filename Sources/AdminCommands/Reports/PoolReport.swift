import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import WorkerFiles

/// Which process hosts the workers, and what each of them does.
struct PoolReport {
    struct Worker {
        var process: Int32
        var since: WallTime?
        var memory: Int64?
        /// The task that it executes, and since when.
        var task: TaskSummary?
        var taskSince: WallTime?
        /// Tasks that it has claimed and not begun.
        var reserved: Int
    }

    /// Whether an application hosts workers at this moment.
    var isHosted: Bool
    var host: Int32?
    var hostSince: WallTime?
    var workers: [Worker]

    /// Reads the slots of the live workers, and the tasks that the database assigns to them.
    init(_ database: AdminDatabase, now: WallTime) throws(StoreError) {
        let lock = database.directory.lock
        isHosted = FileLock.isHeld(lock)
        if isHosted, let holder = FileLock.holder(of: lock) { (self.host, hostSince) = holder }
        let living = LiveSlot.living(in: database.directory)
        let tasks = try database.store.read { connection throws(StoreError) in
            var tasks: [[TaskSummary]] = []
            for slot in living { tasks.append(try connection.summaries(try connection.rows(inSlot: slot.name))) }
            return tasks
        }
        workers = zip(living, tasks).map { Self.worker($0, $1, now: now) }
    }

    private static func worker(_ slot: LiveSlot, _ tasks: [TaskSummary], now: WallTime) -> Worker {
        let process = ProcessUsage(slot.process, now: now)
        // The record remains after its task's end, but then the task no longer is this worker's.
        let current = tasks.first { AttemptID(row: $0.row, claimNumber: $0.attempt) == slot.record?.attempt }
        return Worker(
            process: slot.process, since: process.started, memory: process.memory, task: current,
            taskSince: current == nil ? nil : slot.record?.started, reserved: tasks.count - (current == nil ? 0 : 1)
        )
    }
}

extension PoolReport {
    func json(now: WallTime) -> JSON {
        .object([
            "hosted": .bool(isHosted), "process": .integer(orNull: host.map(Int64.init)),
            "since": .instant(hostSince),
        ])
    }

    func workersJSON(now: WallTime) -> JSON {
        .list(
            workers.map { worker in
                .object([
                    "process": .integer(Int64(worker.process)), "since": .instant(worker.since),
                    "memory_bytes": .integer(orNull: worker.memory), "task": worker.task?.json ?? .null,
                    "task_running_for": .span(worker.taskSince.map { now - $0 }),
                    "reserved": .integer(Int64(worker.reserved)),
                ])
            }
        )
    }

    func table(now: WallTime) -> Table {
        var table = Table(columns: [
            Table.Column(title: "worker", isNumber: true), Table.Column(title: "started"),
            Table.Column(title: "memory", isNumber: true, isOptional: true), Table.Column(title: "runs", least: 8),
            Table.Column(title: "for", isOptional: true), Table.Column(title: "progress", least: 4, isOptional: true),
        ])
        table.rows = workers.map { worker in
            [
                Table.Cell(String(worker.process)),
                Table.Cell(worker.since.map { Instants.relative($0, now: now) } ?? "?"),
                Table.Cell(worker.memory.map(ByteCount.text) ?? "?"),
                worker.task.map { Table.Cell(TerminalEscaping.text($0.name), .heading) } ?? Table.Cell("idle", .dim),
                Table.Cell(worker.taskSince.map { Instants.span(now - $0) } ?? ""),
                Table.Cell(worker.task.map { TaskSummary.progress($0.progress, $0.progressMessage) } ?? ""),
            ]
        }
        return table
    }
}

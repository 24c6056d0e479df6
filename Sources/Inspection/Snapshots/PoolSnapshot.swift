package import InspectionModel
package import Platform
package import TaskModel
import WorkerFiles

/// Which process hosts the workers, and what each of them does.
package struct PoolSnapshot: Hashable, Sendable, Encodable {
    /// One worker process.
    package struct Worker: Hashable, Sendable, Encodable {
        package var process: Int32
        package var since: WallTime?
        /// Bytes.
        package var memory: Int64?
        /// The task that it executes; nil while it is idle.
        package var task: TaskSummary?
        package var taskRunningFor: Duration?
        /// Tasks that it has claimed and not begun.
        package var reserved: Int

        package init(
            process: Int32, since: WallTime? = nil, memory: Int64? = nil, task: TaskSummary? = nil,
            taskRunningFor: Duration? = nil, reserved: Int = 0
        ) {
            self.process = process
            self.since = since
            self.memory = memory
            self.task = task
            self.taskRunningFor = taskRunningFor
            self.reserved = reserved
        }

        private enum CodingKeys: String, CodingKey {
            case process, since
            case memory = "memoryBytes"
            case task, taskRunningFor, reserved
        }
    }

    /// Whether an application hosts workers at this moment.
    package var isHosted: Bool
    /// The process that hosts them.
    package var process: Int32?
    package var since: WallTime?
    package var workers: [Worker]

    package init(isHosted: Bool, process: Int32? = nil, since: WallTime? = nil, workers: [Worker] = []) {
        self.isHosted = isHosted
        self.process = process
        self.since = since
        self.workers = workers
    }

    /// The workers have a key of their own in JSON.
    private enum CodingKeys: String, CodingKey {
        case isHosted = "hosted"
        case process, since
    }
}

extension PoolSnapshot {
    /// Reads the slots of the live workers, and the tasks that the store assigns to them.
    package init(_ database: InspectedDatabase, now: WallTime) throws(StoreError) {
        let lock = database.pool.lock
        self.init(isHosted: FileLock.isHeld(lock))
        if isHosted, let holder = FileLock.holder(of: lock) { (process, since) = holder }
        let living = LiveSlot.living(in: database.pool)
        let tasks = try database.store.tasks(inSlots: living.map(\.name))
        workers = living.map { Worker($0, tasks: tasks[$0.name] ?? [], now: now) }
    }
}

extension PoolSnapshot.Worker {
    fileprivate init(_ slot: LiveSlot, tasks: [TaskSummary], now: WallTime) {
        let usage = ProcessUsage(slot.process, now: now)
        // The record remains after its task's end, but then the task no longer is this worker's.
        let current = tasks.first { $0.attempt == slot.record?.attempt }
        self.init(
            process: slot.process, since: usage.started, memory: usage.memory, task: current?.withoutStandardError,
            taskRunningFor: current.flatMap { _ in slot.record.map { now - $0.started } },
            reserved: tasks.count - (current == nil ? 0 : 1)
        )
    }
}

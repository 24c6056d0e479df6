import Foundation
package import Platform
import Synchronization
package import TaskModel

/// The state of a started process, application and worker alike: the database, the writer, and the callers that wait
/// for results.
///
/// It is the one place in which a process keeps its parts, so it has a property for each; what they do is theirs.
package final class Runtime: Sendable {
    package let store: any TaskStore
    private let current: Mutex<(configuration: Autocron.Configuration, limits: Limits)>
    let registry: Registry
    let listener: any PoolNotifier
    /// nil if worker processes run the tasks.
    let driver: (any QueueDriver)?
    /// When the running task last reported its progress.
    let lastReport = Mutex(MonotonicTime.distantPast)
    private let clock: @Sendable () -> WallTime
    let writer: TaskWriter
    /// Transactions that cannot begin at once wait here; one at a time, because there is one connection.
    let transactions = DispatchQueue(label: "autocron.transactions")
    let commits: CommitWaiter
    let outcomes: OutcomeWaiters
    let waits = OpenWaits()

    /// - Parameters:
    ///   - store: The database.
    ///   - configuration: Its settings.
    ///   - registry: The functions whose calls are stored and whose tasks are run.
    ///   - listener: Notified of commits.
    ///   - driver: Runs the tasks; nil if worker processes do.
    ///   - clock: Returns the present; nil for the store's clock. A test has a clock of its own, which it moves.
    package init(
        store: any TaskStore, configuration: Autocron.Configuration, registry: Registry, listener: any PoolNotifier,
        driver: (any QueueDriver)? = nil, clock: (@Sendable () -> WallTime)? = nil
    ) {
        self.store = store
        current = Mutex((configuration, Limits(configuration)))
        self.registry = registry
        self.listener = listener
        self.driver = driver
        self.clock = clock ?? { store.now() }
        writer = TaskWriter(store: store, listener: listener, log: configuration.logHandler)
        commits = CommitWaiter(store: store, listener: listener)
        outcomes = OutcomeWaiters(store: store, listener: listener)
    }

    /// The present, which decides when tasks are due and results expire.
    package func now() -> WallTime { clock() }

    /// Suspends until the calls made so far are on disk.
    package func flush() async {
        await writer.flush()
    }

    /// The settings in effect: the code's, and the stored ones where the code sets none.
    package var configuration: Autocron.Configuration {
        current.withLock { $0.configuration }
    }

    /// The settings that each call, claim and read needs.
    var limits: Limits {
        current.withLock { $0.limits }
    }

    /// Some settings in effect, computed when they change: looking one up takes as long as storing a task.
    struct Limits: Equatable, Sendable {
        /// Bytes of JSON.
        var arguments: Int
        /// Bytes of JSON.
        var result: Int
        var tasksOfWorker: Int?
        /// Bytes.
        var memoryOfWorker: Int?
        var syncsOnCommit: Bool
        var resultTimeToLive: Duration

        /// The values if nothing is set.
        static let standard = Limits(Autocron.Configuration())

        init(_ configuration: Autocron.Configuration) {
            arguments = configuration.argumentLimit
            result = configuration.resultLimit
            tasksOfWorker = configuration.maximumTasksPerWorker
            memoryOfWorker = configuration.workerMemoryLimit
            syncsOnCommit = configuration.durability == .full
            resultTimeToLive = configuration.resultTimeToLive
        }
    }

    /// Reads the settings stored in the database.
    ///
    /// - Returns: Whether they have changed since the last time.
    /// - Throws: `StoreError`.
    @discardableResult
    func readSettings() throws(StoreError) -> Bool {
        let stored = try store.storedSettings()
        var changed = configuration
        guard changed.stored != stored else { return false }
        changed.stored = stored
        // First, so that after a failure the settings count as changed the next time, too.
        try store.setSyncsOnCommit(changed.durability == .full)
        current.withLock { $0 = (changed, Limits(changed)) }
        return true
    }

    /// Stores what this program's code decides, and reads the other settings; for the host process.
    ///
    /// - Throws: `StoreError`.
    func pinSettings() throws(StoreError) {
        let configuration = configuration
        try store.pin(configuration.stated, servedQueues: configuration.servedQueues)
        try readSettings()
    }

    package func log(
        _ level: LogMessage.Level, _ event: LogMessage.Event, _ text: String, task: TaskID? = nil,
        _ metadata: [LogMessage.Key: (any CustomStringConvertible)?] = [:]
    ) {
        configuration.logHandler(LogMessage(level, event, text, task: task, metadata))
    }
}

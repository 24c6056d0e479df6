import InspectionModel
import Platform
import TaskModel

/// A store that counts the verbs that are called, and how many of them at the same time.
final class CountingStore: TaskInspection {
    private let store: any TaskInspection
    private let calls = Monitor(Calls())

    struct Calls: Hashable {
        var count = 0
        var current = 0
        var mostAtOnce = 0
    }

    init(_ store: any TaskInspection) {
        self.store = store
    }

    var counted: Calls { calls.withLock { $0 } }

    private func count<R>(_ verb: (any TaskInspection) throws(StoreError) -> R) throws(StoreError) -> R {
        calls.withLock { calls in
            calls.count += 1
            calls.current += 1
            calls.mostAtOnce = max(calls.mostAtOnce, calls.current)
        }
        defer { calls.withLock { $0.current -= 1 } }
        return try verb(store)
    }

    var location: String { store.location }

    func tasks(matching filter: TaskFilter, after cursor: TaskCursor?, limit: Int) throws(StoreError) -> TaskPage {
        try count { store throws(StoreError) in try store.tasks(matching: filter, after: cursor, limit: limit) }
    }

    func count(matching filter: TaskFilter) throws(StoreError) -> TaskCount {
        try count { store throws(StoreError) in try store.count(matching: filter) }
    }

    func step(of sweep: TaskSweep, examining limit: Int) throws(StoreError) -> TaskSweep.Step {
        try count { store throws(StoreError) in try store.step(of: sweep, examining: limit) }
    }

    func details(of ids: [TaskID]) throws(StoreError) -> [TaskDetails] {
        try count { store throws(StoreError) in try store.details(of: ids) }
    }

    func tasks(inSlots slots: [String]) throws(StoreError) -> [String: [TaskSummary]] {
        try count { store throws(StoreError) in try store.tasks(inSlots: slots) }
    }

    func overview(now: WallTime) throws(StoreError) -> Overview {
        try count { store throws(StoreError) in try store.overview(now: now) }
    }

    func endedTasks(inSeconds seconds: Range<Int64>) throws(StoreError) -> [Int] {
        try count { store throws(StoreError) in try store.endedTasks(inSeconds: seconds) }
    }

    func endedTasks(before instant: WallTime) throws(StoreError) -> Int {
        try count { store throws(StoreError) in try store.endedTasks(before: instant) }
    }

    func storageSize() throws(StoreError) -> StorageSize {
        try count { store throws(StoreError) in try store.storageSize() }
    }

    func scheduleRows() throws(StoreError) -> [ScheduleRow] {
        try count { store throws(StoreError) in try store.scheduleRows() }
    }

    func pauses() throws(StoreError) -> [Pause] { try count { store throws(StoreError) in try store.pauses() } }

    func settings() throws(StoreError) -> [SettingRow] {
        try count { store throws(StoreError) in try store.settings() }
    }

    func functionNames() throws(StoreError) -> [String] {
        try count { store throws(StoreError) in try store.functionNames() }
    }

    func queueNames() throws(StoreError) -> [String] {
        try count { store throws(StoreError) in try store.queueNames() }
    }

    func storeFindings() throws(StoreError) -> [Finding] {
        try count { store throws(StoreError) in try store.storeFindings() }
    }

    func integrityFinding() throws(StoreError) -> Finding {
        try count { store throws(StoreError) in try store.integrityFinding() }
    }

    func newestPast() throws(StoreError) -> WallTime? {
        try count { store throws(StoreError) in try store.newestPast() }
    }

    func occupiedSlots() throws(StoreError) -> [String] {
        try count { store throws(StoreError) in try store.occupiedSlots() }
    }

    func standstill(of workers: [AwaitingAttempt]) throws(StoreError) -> Standstill? {
        try count { store throws(StoreError) in try store.standstill(of: workers) }
    }

    func parkedNames() throws(StoreError) -> [ParkedName] {
        try count { store throws(StoreError) in try store.parkedNames() }
    }

    func insert(_ task: NewTask) throws(StoreError) -> InsertResult {
        try count { store throws(StoreError) in try store.insert(task) }
    }

    func retry(_ ids: [TaskID], now: WallTime) throws(StoreError) -> [RetryResult] {
        try count { store throws(StoreError) in try store.retry(ids, now: now) }
    }

    func cancel(_ ids: [TaskID], now: WallTime) throws(StoreError) -> [CancelResult] {
        try count { store throws(StoreError) in try store.cancel(ids, now: now) }
    }

    func delete(_ ids: [TaskID]) throws(StoreError) -> [DeleteResult] {
        try count { store throws(StoreError) in try store.delete(ids) }
    }

    func prune(before instant: WallTime, now: WallTime) throws(StoreError) -> PruneResult {
        try count { store throws(StoreError) in try store.prune(before: instant, now: now) }
    }

    func runNow(schedule name: String, now: WallTime) throws(StoreError) -> RunNowResult {
        try count { store throws(StoreError) in try store.runNow(schedule: name, now: now) }
    }

    func pause(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        try count { store throws(StoreError) in try store.pause(subject, now: now) }
    }

    func resume(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        try count { store throws(StoreError) in try store.resume(subject, now: now) }
    }

    func set(_ values: [Setting: SettingValue?]) throws(StoreError) {
        try count { store throws(StoreError) in try store.set(values) }
    }

    var maintenanceNeed: MaintenanceNeed { store.maintenanceNeed }

    func performMaintenance() throws(StoreError) {
        try count { store throws(StoreError) in try store.performMaintenance() }
    }
}

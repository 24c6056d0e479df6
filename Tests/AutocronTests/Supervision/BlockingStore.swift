import Foundation
import Platform
import TaskModel

/// A store that stops answering on demand, as one behind a network that is gone.
///
/// Each verb that reads or writes passes the gate first.
final class BlockingStore: TaskStore {
    let gate = StoreGate()
    private let base: any TaskStore

    init(_ base: any TaskStore) {
        self.base = base
    }

    private func passing<R>(
        _ verb: String = #function, _ body: () throws(StoreError) -> R
    ) throws(StoreError) -> R {
        gate.pass(String(verb.prefix { $0 != "(" }))
        return try body()
    }

    // MARK: What needs no database

    var location: String { base.location }
    var address: String { base.address }
    var poolFolder: String { base.poolFolder }
    var answersAtOnce: Bool { base.answersAtOnce }
    var lookInterval: Duration { base.lookInterval }
    func now() -> WallTime { base.now() }
    func localTime(_ instant: WallTime) -> WallTime { base.localTime(instant) }
    func isMaintenanceDue(_ occasion: MaintenanceOccasion) -> Bool { base.isMaintenanceDue(occasion) }
    func makeMaintenance(report: @escaping @Sendable (StoreNotice) -> Void) -> any StoreMaintenance {
        base.makeMaintenance(report: report)
    }
    func makeCommitProbe() -> (any CommitProbe)? { base.makeCommitProbe() }
    func endWaiting(after timeout: Duration) { base.endWaiting(after: timeout) }
    func close() { base.close() }

    // MARK: Verbs

    func insert(_ task: NewTask) throws(StoreError) -> InsertResult {
        try passing { () throws(StoreError) in try base.insert(task) }
    }

    func insertAtOnce(_ task: NewTask) throws(StoreError) -> InsertResult? {
        try passing { () throws(StoreError) in try base.insertAtOnce(task) }
    }

    func insert(_ tasks: [PendingInsert]) throws(StoreError) -> [InsertResult] {
        try passing { () throws(StoreError) in try base.insert(tasks) }
    }

    func insertReserved(_ tasks: [NewTask], wait: WriteWait) throws(StoreError) -> [NewTask]? {
        try passing { () throws(StoreError) in try base.insertReserved(tasks, wait: wait) }
    }

    func task(_ id: TaskID) throws(StoreError) -> TaskRow? {
        try passing { () throws(StoreError) in try base.task(id) }
    }

    func ended(among ids: [TaskID]) throws(StoreError) -> [TaskID] {
        try passing { () throws(StoreError) in try base.ended(among: ids) }
    }

    func hasWork(now: WallTime) throws(StoreError) -> Bool {
        try passing { () throws(StoreError) in try base.hasWork(now: now) }
    }

    func nextDue(after now: WallTime) throws(StoreError) -> WallTime? {
        try passing { () throws(StoreError) in try base.nextDue(after: now) }
    }

    func cancel(_ id: TaskID, now: WallTime, wait: WriteWait) throws(StoreError) -> Cancellation? {
        try passing { () throws(StoreError) in try base.cancel(id, now: now, wait: wait) }
    }

    func unwantedAttempts() throws(StoreError) -> [UnwantedAttempt] {
        try passing { () throws(StoreError) in try base.unwantedAttempts() }
    }

    func report(progress: Double, message: String, of id: TaskID) throws(StoreError) {
        try passing { () throws(StoreError) in try base.report(progress: progress, message: message, of: id) }
    }

    func recordAndClaim(
        _ outcomes: [AttemptOutcome], for claimant: Claimant, rotation: QueueRotation, now: WallTime
    ) throws(StoreError) -> (recorded: RecordedOutcomes, claim: ClaimResult) {
        try passing { () throws(StoreError) in
            try base.recordAndClaim(outcomes, for: claimant, rotation: rotation, now: now)
        }
    }

    func record(_ outcomes: [AttemptOutcome], slot: String) throws(StoreError) -> RecordedOutcomes {
        try passing { () throws(StoreError) in try base.record(outcomes, slot: slot) }
    }

    func recover(_ work: DeadWorkerWork, now: WallTime, wait: WriteWait) throws(StoreError) -> [TaskTransition]? {
        try passing { () throws(StoreError) in try base.recover(work, now: now, wait: wait) }
    }

    func occupiedSlots() throws(StoreError) -> [String] {
        try passing { () throws(StoreError) in try base.occupiedSlots() }
    }

    func requeueTasks(ofLostSlots slots: [String], now: WallTime, wait: WriteWait) throws(StoreError) -> Int? {
        try passing { () throws(StoreError) in try base.requeueTasks(ofLostSlots: slots, now: now, wait: wait) }
    }

    func parkedTasks(after cursor: ParkedTaskCursor) throws(StoreError) -> [ParkedTask] {
        try passing { () throws(StoreError) in try base.parkedTasks(after: cursor) }
    }

    func unpark(rows: [Int64]) throws(StoreError) -> Int {
        try passing { () throws(StoreError) in try base.unpark(rows: rows) }
    }

    func nameOfRunning(_ attempt: AttemptID, slot: String) throws(StoreError) -> String? {
        try passing { () throws(StoreError) in try base.nameOfRunning(attempt, slot: slot) }
    }

    func standstill(of workers: [AwaitingAttempt]) throws(StoreError) -> Standstill? {
        try passing { () throws(StoreError) in try base.standstill(of: workers) }
    }

    func synchronizeSchedules(_ build: Build, now: WallTime) throws(StoreError) -> ScheduleChanges {
        try passing { () throws(StoreError) in try base.synchronizeSchedules(build, now: now) }
    }

    func schedules(changedSince change: Int64) throws(StoreError) -> (change: Int64, schedules: [StoredSchedule])? {
        try passing { () throws(StoreError) in try base.schedules(changedSince: change) }
    }

    func schedules(named names: [String]) throws(StoreError) -> [StoredSchedule?] {
        try passing { () throws(StoreError) in try base.schedules(named: names) }
    }

    func fire(
        _ due: [DueSchedule], now: WallTime, maximumRuns: Int,
        plan: (_ index: Int, _ schedule: StoredSchedule, _ unfinishedRuns: Int) -> SchedulePlan?
    ) throws(StoreError) -> [FiredSchedule] {
        try passing { () throws(StoreError) in try base.fire(due, now: now, maximumRuns: maximumRuns, plan: plan) }
    }

    func releaseMarks(aheadOf now: WallTime) throws(StoreError) -> [StoredSchedule] {
        try passing { () throws(StoreError) in try base.releaseMarks(aheadOf: now) }
    }

    func lastBuild() throws(StoreError) -> String? {
        try passing { () throws(StoreError) in try base.lastBuild() }
    }

    func recordBuild(_ build: String) throws(StoreError) {
        try passing { () throws(StoreError) in try base.recordBuild(build) }
    }

    func makeHostChannel() -> (any HostChannel)? { nil }

    func makeSlot(patience: Duration) throws(StoreError) -> String {
        try passing { () throws(StoreError) in try base.makeSlot(patience: patience) }
    }

    func occupy(slot: String, for worker: any SlotOccupant) throws(StoreError) {
        try passing { () throws(StoreError) in try base.occupy(slot: slot, for: worker) }
    }

    func lostSlots(besides present: Set<String>) throws(StoreError) -> [String] {
        try passing { () throws(StoreError) in try base.lostSlots(besides: present) }
    }

    func changeCounter() throws(StoreError) -> Int64 {
        try passing { () throws(StoreError) in try base.changeCounter() }
    }

    func storedSettings() throws(StoreError) -> [Setting: SettingValue] {
        try passing { () throws(StoreError) in try base.storedSettings() }
    }

    func pin(_ values: [Setting: SettingValue], servedQueues: Set<String>?) throws(StoreError) {
        try passing { () throws(StoreError) in try base.pin(values, servedQueues: servedQueues) }
    }

    func setSyncsOnCommit(_ syncs: Bool) throws(StoreError) {
        try passing { () throws(StoreError) in try base.setSyncsOnCommit(syncs) }
    }

    func hazard() throws(StoreError) -> String? {
        try passing { () throws(StoreError) in try base.hazard() }
    }

    func enqueueStatement(notifies: Bool) throws(StoreError) -> any EnqueueStatement {
        try base.enqueueStatement(notifies: notifies)
    }

    func borrow(_ connection: OpaquePointer) throws(StoreError) -> any BorrowedTransaction {
        try passing { () throws(StoreError) in unsafe try base.borrow(connection) }
    }

    func canWriteThroughNewConnection() -> Bool {
        gate.pass("canWriteThroughNewConnection")
        return base.canWriteThroughNewConnection()
    }
}

/// What the verbs of a ``BlockingStore`` wait for.
final class StoreGate: Sendable {
    private struct State {
        var isClosed = false
        var blocked: Set<String> = []
    }

    private let state = Monitor(State())

    /// Lets no verb pass.
    func close() {
        state.change { $0.isClosed = true }
    }

    /// Lets all verbs pass that wait, and those that come.
    func open() {
        state.change { $0.isClosed = false }
    }

    func pass(_ verb: String) {
        state.change { if $0.isClosed { $0.blocked.insert(verb) } }
        state.wait { $0.isClosed ? .sleep() : .proceed(()) }
    }

    /// Waits, on this thread, until a verb waits.
    ///
    /// - Returns: False if it does not come.
    func awaitBlocked(_ verb: String) -> Bool {
        let limit = Date(timeIntervalSinceNow: 30)
        return state.wait { state in
            if state.blocked.contains(verb) { return .proceed(true) }
            return Date() < limit ? .sleep(until: limit) : .proceed(false)
        }
    }
}

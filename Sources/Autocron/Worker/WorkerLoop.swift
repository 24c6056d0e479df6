import CPlatform
import Foundation
import Platform
import TaskModel

/// The two threads of a worker process: one leads, and the other waits for the lead to become vacant.
///
/// The leader sleeps in `poll`, receives the pool's messages, enforces the time limits, and claims. It runs the tasks
/// that it has claimed itself, at once: passing a task to another thread takes longer than a short task. If it has not
/// returned after two milliseconds, the other thread takes the lead, so that a task that spins, or blocks all of
/// Swift's threads, still has its time limit enforced. A task that suspends resumes on Swift's pool, and the leader is
/// notified of its end.
///
/// `@unchecked Sendable` is right because all mutable state is accessed under `lock` alone.
final class WorkerLoop: @unchecked Sendable {
    private let lock = NSLock()
    /// Whether the former leader runs tasks, and the other thread has not taken the lead.
    private var isVacant = false
    /// Expires when the lead has been vacant for long enough.
    private let vacancy: TimerDescriptor
    /// How long the leader sleeps, monotonic; the smallest number while it is awake, and looks by itself.
    private var leaderSleepsUntil = MonotonicTime.distantPast
    let runtime: Runtime
    let link: WorkerLink
    let slotName: String
    let slot: SlotWriter
    let batch: Batch
    let registry: Registry
    private let wakeReadEnd: Descriptor
    private let wakeWriteEnd: Descriptor
    private let termination: Descriptor
    let own: OwnDescriptors
    private var abandoned = AbandonedChildren()
    var reader = MessageReader()
    private var batchSizer = BatchSizer()
    var deadlines: AttemptDeadlines
    private var queueRotation = QueueRotation.anywhere
    private var batchBegan = MonotonicTime.distantPast
    /// How many attempts had ended when the batch began; nil between batches.
    private var endedBefore: Int?
    private var tasksRun = 0
    /// Claims no more: the pool is stopping, or is gone, or this process has run enough tasks.
    var isEnding = false
    var isOrphan = false
    /// Whether a claim has found nothing since the last wake-up.
    var foundNothing = false
    var storeRetry: MonotonicTime?
    /// Whether a lasting failure has been logged.
    var hasReportedStore = false
    /// Messages recorded under the lock are logged outside it: the handler is the program's code.
    let messages: LogMessageQueue

    init(
        runtime: Runtime, link: WorkerLink, slotName: String, slot: SlotWriter, registry: Registry
    ) throws(SystemFailure) {
        self.runtime = runtime
        self.link = link
        self.slotName = slotName
        self.slot = slot
        self.registry = registry
        batch = Batch(slot: slot)
        messages = LogMessageQueue { [runtime] in runtime.configuration.logHandler($0) }
        deadlines = AttemptDeadlines(grace: runtime.configuration.cancellationGrace)
        vacancy = try TimerDescriptor()
        (wakeReadEnd, wakeWriteEnd) = try Descriptor.pipe()
        let signals = try Descriptor.pipe()
        termination = signals.readEnd
        own = OwnDescriptors(
            [link.socket.number, slot.descriptor, wakeReadEnd.number, wakeWriteEnd.number, termination.number])
        // The descriptor must outlive the handler, which lives as long as the process.
        _ = autocron_on_terminate(fcntl(signals.writeEnd.number, F_DUPFD_CLOEXEC, 10))
    }

    /// Works until the pool, or its death, ends it; then ends the process.
    func run() -> Never {
        link.send(.ready)
        // It claims before it sleeps for the first time.
        wakeWriteEnd.writeAvailable([0])
        let second = Thread { [self] in alternate(leading: false) }
        second.name = "autocron.worker"
        second.start()
        alternate(leading: true)
    }

    private func alternate(leading: Bool) -> Never {
        autocron_become_worker_thread()
        var leads = leading
        while true {
            if !leads { awaitVacancy() }
            leads = runBatches(on: runAsLeader())
        }
    }

    /// Waits until the leading thread runs a task that takes long.
    private func awaitVacancy() {
        while true {
            vacancy.wait()
            lock.lock()
            defer { lock.unlock() }
            vacancy.disarm()
            guard isVacant else { continue }
            isVacant = false
            return
        }
    }

    /// Leads until there is a task to run.
    private func runAsLeader() -> BatchExecution {
        lock.lock()
        defer { lock.unlock() }
        while true {
            sleep(until: enforceDeadlines())
            if let execution = advance() {
                isVacant = true
                vacancy.arm(after: BatchSizer.slice)
                return execution
            }
        }
    }

    /// Runs a batch, and those that can be claimed after it, until a task suspends.
    ///
    /// - Returns: Whether this thread still leads.
    private func runBatches(on first: BatchExecution) -> Bool {
        var execution = first
        while true {
            execution.start()
            lock.lock()
            defer { lock.unlock() }
            let next = advance()
            if isVacant {
                guard next != nil else {
                    isVacant = false
                    vacancy.disarm()
                    return true
                }
                vacancy.arm(after: BatchSizer.slice)
            } else if enforceDeadlines() ?? .distantFuture < leaderSleepsUntil {
                // The leader must look at the change before it would wake up by itself.
                wakeWriteEnd.writeAvailable([0])
            }
            guard let next else { return false }
            execution = next
        }
    }

    /// - Returns: The batch to run now.
    private func advance() -> BatchExecution? {
        guard batch.snapshot.isRunning else { return finishBatchAndClaim() }
        retryStoring()
        return nil
    }

    // MARK: Between batches

    /// Between batches: stores outcomes, and claims the next tasks.
    private func finishBatchAndClaim() -> BatchExecution? {
        if let before = endedBefore {
            let count = batch.snapshot.ended - before
            batchSizer.learn(count: count, elapsed: .now() - batchBegan)
            tasksRun += count
            endedBefore = nil
        }
        if tasksLeft <= 0 { end() }
        if tasksRun > 0, !isEnding, let message = MemoryLimit.objection(runtime) {
            messages.log(message)
            end()
        }
        if isEnding {
            recordOutcomes(requeuing: batch.takeUnstarted())
            if batch.unstored().isEmpty || isOrphan { leave() }
            return nil
        }
        guard !foundNothing || batch.snapshot.unstored > 0 else {
            storeRetry = nil
            return nil
        }
        return claim()
    }

    /// The number of tasks that this process may still run.
    private var tasksLeft: Int {
        (runtime.limits.tasksOfWorker ?? .max) - tasksRun
    }

    private func claim() -> BatchExecution? {
        guard callsAreStored() else { return nil }
        let ended = batch.unstored()
        let known = batch.snapshot.waiting
        let limit = known == 0 ? min(batchSizer.next(), tasksLeft) : 0
        let claimant = Claimant(slot: slotName, limit: limit) { [registry] name in registry[name]?.name }
        let now = WallTime.now()
        do throws(StoreError) {
            let (recorded, claim) = try runtime.store.recordAndClaim(
                ended.map(\.outcome), for: claimant, rotation: queueRotation, now: now)
            queueRotation = claim.rotation
            storeRetry = nil
            hasReportedStore = false
            if !ended.isEmpty { Failpoint.outcomeCommitted.pass() }
            if !claim.tasks.isEmpty { Failpoint.claimCommitted.pass() }
            batch.confirm()
            // There is nothing more to do, and a caller may be about to sleep until the outcome's notification; see
            // ``AdaptiveWait``.
            if claim.tasks.isEmpty { sched_yield() }
            report(ended, recorded, isLast: claim.tasks.isEmpty && !claim.mayHaveMore)
            report(parked: claim.parked)
            return begin(claim.tasks, goesOn: claim.mayHaveMore)
        } catch {
            postpone(after: error)
            return nil
        }
    }

    /// - Parameter goesOn: Whether more tasks may be due although there is none here, because the claim set some aside.
    private func begin(_ tasks: [ClaimedTask], goesOn: Bool) -> BatchExecution? {
        guard batch.start(adding: tasks) else {
            guard !goesOn else {
                wakeWriteEnd.writeAvailable([0])
                return nil
            }
            foundNothing = true
            abandoned.reap(now: .now())
            batchSizer.reset()
            link.send(.idle)
            return nil
        }
        batchBegan = .now()
        endedBefore = batch.snapshot.ended
        return BatchExecution(
            batch: batch, registry: registry, resultLimit: runtime.limits.result,
            endPrograms: { began in Descendants.end { Descendants.ofThisProcess(startedSince: began) } }
        ) { [wakeWriteEnd] in
            // One of the worker's own threads continues with the next batch.
            if !autocron_is_worker_thread() { wakeWriteEnd.writeAvailable([0]) }
        }
    }

    // MARK: Waiting

    /// Sleeps without the lock, and finds out why it woke up.
    private func sleep(until deadline: MonotonicTime?) {
        var watched = [wakeReadEnd.number, termination.number]
        if !isOrphan { watched += link.polledDescriptors }
        leaderSleepsUntil = deadline ?? .distantFuture
        lock.unlock()
        let ready = Poll.wait(for: watched, until: deadline)
        lock.lock()
        leaderSleepsUntil = .distantPast
        if !own.seemIntact { loseDescriptors() }
        if ready[0] { _ = wakeReadEnd.readAvailable() }
        if ready[1], termination.readAvailable() != nil { end() }
        // The last messages count, even if their sender is gone.
        receive(isReady: ready.count > 2 && ready[2])
        if ready.dropFirst(3).contains(true) { loseParent() }
    }
}

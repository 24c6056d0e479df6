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
/// `@unchecked Sendable` is right because all mutable state is accessed under the handoff's lock alone.
///
/// What to do next is decided by ``WorkerState`` and ``AttemptDeadlines``. This class has as many properties as it has
/// edges: the store, the socket, the slot, descriptors, the log.
final class WorkerLoop: @unchecked Sendable {
    private let handoff: LeaderHandoff
    private let descriptors: WorkerDescriptors
    let runtime: Runtime
    let link: WorkerLink
    let slotName: String
    let slot: SlotWriter
    let batch: Batch
    let registry: Registry
    private let servedQueues: Set<String>?
    var state = WorkerState()
    var deadlines: AttemptDeadlines
    var reader = MessageReader()
    private var abandoned = AbandonedChildren()
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
        servedQueues = runtime.configuration.servedQueues
        batch = Batch(slot: slot, clock: runtime.now) { registry[$0]?.options.timeout }
        messages = LogMessageQueue { [runtime] in runtime.configuration.logHandler($0) }
        deadlines = AttemptDeadlines(grace: runtime.configuration.cancellationGrace)
        handoff = try LeaderHandoff()
        descriptors = try WorkerDescriptors(link: link, slot: slot)
    }

    /// The descriptors that the worker cannot do without.
    var needed: OwnDescriptors { descriptors.needed }

    /// Works until the pool, or its death, ends it; then ends the process.
    func run() -> Never {
        link.send(.ready)
        // It claims before it sleeps for the first time.
        descriptors.wakeLeader()
        let second = Thread { [self] in alternate(leading: false) }
        second.name = "autocron.worker"
        second.start()
        alternate(leading: true)
    }

    private func alternate(leading: Bool) -> Never {
        autocron_become_worker_thread()
        var leads = leading
        while true {
            if !leads { handoff.awaitVacancy() }
            leads = runBatches(on: runAsLeader())
        }
    }

    /// Leads until there is a task to run.
    private func runAsLeader() -> BatchExecution {
        handoff.lock()
        defer { handoff.unlock() }
        while true {
            sleep(until: enforceDeadlines())
            if let execution = advance() {
                handoff.offer()
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
            handoff.lock()
            defer { handoff.unlock() }
            let next = advance()
            if handoff.isVacant {
                guard next != nil else { return handoff.reclaim() }
                handoff.offer()
            } else if handoff.oversleeps(enforceDeadlines()) {
                // The leader must look at the change before it would wake up by itself.
                descriptors.wakeLeader()
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
        state.batchEnded(ended: batch.snapshot.ended, now: .now())
        if state.tasksLeft(of: runtime.limits.tasksOfWorker) <= 0 { end() }
        if state.tasksRun > 0, !state.isEnding, let message = MemoryLimit.objection(runtime) {
            messages.log(message)
            end()
        }
        switch state.nextStep(unstored: batch.snapshot.unstored) {
        case .claim: return claim()
        case .sleep: return nil
        case .finish:
            recordOutcomes(requeuing: batch.takeUnstarted())
            if batch.unstored().isEmpty || state.isOrphaned { leave() }
            return nil
        }
    }

    private func claim() -> BatchExecution? {
        guard callsAreStored() else { return nil }
        let ended = batch.unstored()
        let limit = state.claimSize(waiting: batch.snapshot.waiting, limit: runtime.limits.tasksOfWorker)
        let claimant = Claimant(slot: slotName, limit: limit, queues: servedQueues) { [registry] name in
            registry[name]?.name
        }
        let now = runtime.now()
        do throws(StoreError) {
            let (recorded, claim) = try runtime.store.recordAndClaim(
                ended.map(\.outcome), for: claimant, rotation: state.rotation, now: now)
            state.rotation = claim.rotation
            state.stored()
            if !ended.isEmpty { Failpoint.outcomeCommitted.pass() }
            if !claim.tasks.isEmpty { Failpoint.claimCommitted.pass() }
            batch.confirm()
            // There is nothing more to do, and a caller may be about to sleep until the outcome's notification; see
            // ``AdaptiveWait``.
            if claim.tasks.isEmpty { sched_yield() }
            report(ended, recorded, left: claim.left, isLast: claim.tasks.isEmpty && !claim.mayHaveMore)
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
                descriptors.wakeLeader()
                return nil
            }
            state.foundNothing()
            abandoned.reap(now: .now())
            link.send(.idle)
            return nil
        }
        state.batchBegan(ended: batch.snapshot.ended, now: .now())
        return BatchExecution(
            batch: batch, registry: registry, resultLimit: runtime.limits.result,
            endPrograms: { began in Descendants.end { Descendants.ofThisProcess(startedSince: began) } }
        ) { [descriptors] in
            // One of the worker's own threads continues with the next batch.
            if !autocron_is_worker_thread() { descriptors.wakeLeader() }
        }
    }

    // MARK: Waiting

    /// Sleeps without the lock, and finds out why it woke up.
    private func sleep(until deadline: MonotonicTime?) {
        let watched = descriptors.polled + (state.isOrphaned ? [] : link.polledDescriptors)
        let ready = handoff.sleep(until: deadline) { Poll.wait(for: watched, until: deadline) }
        if !needed.seemIntact { loseDescriptors() }
        if ready[0] { descriptors.takeWakeUps() }
        if ready[1], descriptors.takeTermination() { end() }
        // The last messages count, even if their sender is gone.
        receive(isReady: ready.count > 2 && ready[2])
        if ready.dropFirst(3).contains(true) { loseParent() }
    }
}

import CPlatform
import Foundation
import TaskStore

/// The watching thread of a worker process: it claims, watches what runs, and stores how it ended.
///
/// Tasks run on Swift's own threads; this one is a plain thread, so that a task which blocks all of those, or spins, can
/// still be given its time limit. It sleeps in `poll` and looks at the database only after a wake-up.
final class WorkerLoop {
    private let runtime: Runtime
    private let link: WorkerLink
    private let slotName: String
    private let slot: SlotWriter
    private let batch: Batch
    private let registry: Registry
    private let wakeReading: Descriptor
    private let wakeWriting: Descriptor
    private let termination: Descriptor
    private var reader = FrameReader()
    private var reservation = Reservation()
    private var watch: Watch
    private var turn = 0
    private var batchBegan: Int64 = 0
    private var batchSize = 0
    private var tasksRun = 0
    /// No more claims: the pool wants an end, or is gone, or this process has run enough.
    private var isEnding = false
    private var isOrphan = false
    /// Whether a claim has found nothing since the last wake-up.
    private var foundNothing = false
    private var storeRetry: Int64?
    /// Whether the log has been told of a failure that lasts.
    private var hasReportedStore = false

    init(
        runtime: Runtime, link: WorkerLink, slotName: String, slot: SlotWriter, registry: Registry
    ) throws(SystemFailure) {
        self.runtime = runtime
        self.link = link
        self.slotName = slotName
        self.slot = slot
        self.registry = registry
        batch = Batch(slot: slot)
        watch = Watch(grace: runtime.configuration.cancellationGrace.nanoseconds)
        (wakeReading, wakeWriting) = try Descriptor.pipe()
        let signals = try Descriptor.pipe()
        termination = signals.reading
        // The descriptor must outlive the handler, which lives as long as the process.
        _ = autocron_on_terminate(fcntl(signals.writing.number, F_DUPFD_CLOEXEC, 10))
    }

    /// Works until the pool, or its death, ends it; then ends the process.
    func run() -> Never {
        link.send(.ready)
        while true {
            receive()
            if batch.snapshot.isRunning { retryStoring() } else { between() }
            let decision = lookAtRunningAttempt()
            sleep(until: decision)
        }
    }

    // MARK: Between batches

    /// Nothing runs: stores what has ended, and claims the next tasks.
    private func between() {
        if batchSize > 0 {
            reservation.learn(count: batchSize - batch.snapshot.waiting, elapsed: Monotonic.now() - batchBegan)
            tasksRun += batchSize - batch.snapshot.waiting
            batchSize = 0
        }
        if let limit = runtime.configuration.maximumTasksPerWorker, tasksRun >= limit { end() }
        if tasksRun > 0, !isEnding, MemoryLimit.isPassed(runtime) { end() }
        if isEnding {
            settle(returning: batch.unstarted())
            if batch.unstored().isEmpty || isOrphan { leave() }
            return
        }
        guard !foundNothing || batch.snapshot.unstored > 0 else {
            storeRetry = nil
            return
        }
        claim()
    }

    private func claim() {
        guard callsAreStored() else { return }
        let ended = batch.unstored()
        let known = batch.snapshot.waiting
        let limit = known == 0 ? reservation.next() : 0
        let claimant = Claimant(slot: slotName, limit: limit) { [registry] in registry[$0] != nil }
        turn &+= 1
        let now = Timestamp.now()
        do throws(StoreError) {
            let (settled, claim) = try runtime.store.write { connection throws(StoreError) in
                let settled = try Settling.store(ended.map(\.outcome), slot: slotName, on: connection)
                return (settled, try connection.claim(claimant, turn: turn, now: now))
            }
            storeRetry = nil
            hasReportedStore = false
            if !ended.isEmpty { Moment.outcomeCommitted.pass() }
            if !claim.tasks.isEmpty { Moment.claimCommitted.pass() }
            batch.confirm()
            report(ended, settled)
            report(parked: claim.parked)
            begin(claim.tasks, goesOn: claim.mayHaveMore)
        } catch {
            postpone(after: error)
        }
    }

    /// - Parameter goesOn: whether more may be due although there is no task, since the claim set others aside.
    private func begin(_ tasks: [ClaimedTask], goesOn: Bool) {
        guard batch.start(adding: tasks) else {
            guard !goesOn else {
                wakeWriting.poke([0])
                return
            }
            foundNothing = true
            reservation.rest()
            link.send(.idle)
            return
        }
        batchBegan = Monotonic.now()
        batchSize = batch.snapshot.waiting
        let execution = BatchExecution(batch: batch, registry: registry) { [wakeWriting] in wakeWriting.poke([0]) }
        execution.start()
    }

    // MARK: Storing outcomes

    /// Stores what has ended, and gives tasks back that did not start.
    private func settle(returning unstarted: [ClaimedTask]) {
        guard callsAreStored() else { return batch.putBack(unstarted) }
        let ended = batch.unstored()
        let now = Timestamp.now()
        let returned = unstarted.map { task in
            Outcome(row: task.row, attempt: task.attempt, started: nil, ended: now, end: .unstarted)
        }
        guard !ended.isEmpty || !returned.isEmpty else {
            storeRetry = nil
            return
        }
        do throws(StoreError) {
            let settled = try runtime.store.write { connection throws(StoreError) in
                try Settling.store(ended.map(\.outcome) + returned, slot: slotName, on: connection)
            }
            storeRetry = nil
            hasReportedStore = false
            if !ended.isEmpty { Moment.outcomeCommitted.pass() }
            batch.confirm()
            report(ended, settled)
        } catch {
            // Whoever finds the slot knows the outcomes; the tasks that did not start must not be forgotten here.
            batch.putBack(unstarted)
            postpone(after: error)
        }
    }

    /// Tries again what could not be stored, beside the attempt that runs: that may take for ever.
    private func retryStoring() {
        guard let time = storeRetry, time <= Monotonic.now() else { return }
        storeRetry = nil
        settle(returning: batch.unstarted())
    }

    /// Sees to it that the calls which tasks have made are on disk before the tasks' outcomes are.
    ///
    /// Waits briefly, since this thread also keeps the time limits.
    private func callsAreStored() -> Bool {
        if runtime.writer.flush(within: .milliseconds(50)) { return true }
        storeRetry = Monotonic.now() + 50_000_000
        return false
    }

    private func report(_ ended: [Batch.Ended], _ settled: Settling) {
        if !ended.isEmpty {
            for keys in ended.map({ Frame.TaskKey($0.id) }).chunked(Frame.settledLimit) { link.send(.settled(keys)) }
        }
        for message in settled.failures.compactMap(\.message) { runtime.configuration.log(message) }
        if settled.due > 0 || settled.earliest != .max {
            link.send(.stored(due: settled.due, earliest: settled.earliest))
        }
        if runtime.store.logFrames > WriteAheadLog.limit { link.send(.logGrown) }
    }

    private func report(parked: [NewTask.Identifier]) {
        guard !parked.isEmpty else { return }
        link.send(.settled(parked.map { Frame.TaskKey($0) }))
        runtime.log(
            .warning,
            "\(parked.count) task(s) parked, among them \(TaskID(bytes: parked[0])?.description ?? "?"): this build has "
                + "no function of that name; they wait until a build that has it is started"
        )
    }

    private func postpone(after error: StoreError) {
        let wait: Int64 = error.isTransient ? 50_000_000 : 1_000_000_000
        storeRetry = Monotonic.now() + wait
        guard !error.isTransient, !hasReportedStore else { return }
        hasReportedStore = true
        runtime.log(.error, "a worker cannot use the database and tries again each second: \(error.description)")
    }

    // MARK: The attempt that runs

    /// - Returns: until when to sleep.
    private func lookAtRunningAttempt() -> Int64? {
        let snapshot = batch.snapshot
        let now = Monotonic.now()
        let attempt = snapshot.current.map { current in
            Watch.Attempt(
                row: current.task.row, number: current.task.attempt, began: current.began,
                limit: registry[current.task.name]?.options.timeout?.nanoseconds
            )
        }
        for action in watch.look(at: attempt, now: now) {
            if let attempt { act(action, on: attempt) }
        }
        let backlog = link.hasBacklog ? now + 20_000_000 : nil
        // The batch has been started and its first attempt has not, or it is between two: the next is watched as well.
        let unseen = snapshot.isRunning && attempt == nil ? now + Reservation.span : nil
        return [watch.next, unseen, storeRetry, backlog].compactMap { $0 }.min()
    }

    private func act(_ action: Watch.Action, on attempt: Watch.Attempt) {
        switch action {
        case .giveBack:
            settle(returning: batch.unstarted())
            announce(attempt)
        case .cancel(let verdict):
            announce(attempt)
            batch.cancel(row: attempt.row, attempt: attempt.number, because: verdict)
        case .kill(let verdict):
            batch.judge(row: attempt.row, attempt: attempt.number, as: verdict) { Termination.killGroup() }
        }
    }

    /// Tells the pool when this process must be gone, so that it can see to it if this process is itself stopped.
    private func announce(_ attempt: Watch.Attempt) {
        let limit = Frame.Limit(row: attempt.row, attempt: attempt.number, killAt: watch.limit ?? .max)
        link.send(.busy(limit, because: watch.verdict))
    }

    // MARK: Waiting and hearing

    private func sleep(until deadline: Int64?) {
        var watched = [wakeReading.number, termination.number]
        if !isOrphan { watched += link.watched }
        let ready = Poll.wait(for: watched, until: deadline)
        if ready[0] { _ = wakeReading.readAvailable() }
        if ready[1], termination.readAvailable() != nil { end() }
        if ready.dropFirst(3).contains(true) { loseParent() }
    }

    /// Hears what the pool has said.
    ///
    /// Before each claim, so that a wake-up that came while this process was about to
    /// sleep is not lost.
    private func receive() {
        link.flush()
        guard !isOrphan, let bytes = link.socket.readAvailable() else { return }
        guard !bytes.isEmpty else { return loseParent() }
        for frame in reader.frames(from: bytes) { hear(frame) }
    }

    private func hear(_ frame: Frame) {
        switch frame {
        case .wake:
            foundNothing = false
        case .cancel(let row, let attempt):
            cancel(row: row, attempt: attempt)
        case .stop(let cancelAfter, let killAfter):
            end()
            let now = Monotonic.now()
            watch.stop(cancelAt: now.addingSaturated(cancelAfter), killAt: now.addingSaturated(killAfter))
            settle(returning: batch.unstarted())
        case .settingsChanged:
            // What cannot be read now stays as it was; the next worker reads it.
            _ = try? runtime.readSettings()
            watch.grace = runtime.configuration.cancellationGrace.nanoseconds
        default:
            break
        }
    }

    private func cancel(row: Int64, attempt: Int64) {
        if let task = batch.unstarted(row: row, attempt: attempt) { return settle(returning: [task]) }
        guard let current = batch.snapshot.current, current.task.row == row, current.task.attempt == attempt else {
            return
        }
        _ = lookAtRunningAttempt()
        guard let action = watch.cancel(at: Monotonic.now()) else { return }
        act(action, on: Watch.Attempt(row: row, number: attempt, began: current.began, limit: nil))
    }

    /// The application is gone: nobody else is left to end this process and what it started.
    private func loseParent() {
        guard !isOrphan else { return }
        isOrphan = true
        end()
        let now = Monotonic.now()
        watch.stop(cancelAt: now, killAt: now.addingSaturated(runtime.configuration.shutdownGrace.nanoseconds))
        settle(returning: batch.unstarted())
    }

    private func end() {
        isEnding = true
        batch.close()
    }

    private func leave() -> Never {
        _ = runtime.writer.flush(within: .seconds(2))
        runtime.commits.flush()
        if batch.unstored().isEmpty { slot.remove() }
        Termination.leave(killingGroup: isOrphan)
    }
}

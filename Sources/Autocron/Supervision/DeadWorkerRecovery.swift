import Foundation
import Platform
import TaskModel
import WorkerFiles

/// Recovers the work of dead workers: in this pool as they die, and of earlier pools when this one starts.
///
/// It runs on the thread of ``HostDatabaseLoop``, between work that must not be delayed. So nothing here waits long for a
/// locked database, and a failed recovery is tried again.
final class DeadWorkerRecovery {
    private let runtime: Runtime
    private let directory: PoolDirectory
    private var deadWorkers: [DeadWorker] = []
    private var orphans = OrphanedSlots()
    private var pause = RetryPause(first: .milliseconds(2), longest: .milliseconds(100))
    /// The earliest time for another try after the database refused a write.
    private var nextWrite = MonotonicTime.distantPast
    /// A descriptor that is closed if no other is free: a program that has used up all of them must still learn what
    /// its dead workers had done.
    private var reserve = Reserve()
    /// How long a slot that cannot be read is retried before its tasks are requeued.
    var unreadableTimeout = Duration.seconds(60)
    /// Called when tasks have been requeued that a worker may claim.
    private let whenRequeued: () -> Void

    init(runtime: Runtime, directory: PoolDirectory, whenRequeued: @escaping () -> Void = {}) {
        self.runtime = runtime
        self.directory = directory
        self.whenRequeued = whenRequeued
    }

    /// When to try again.
    var nextRetry: MonotonicTime? {
        let nextCase = deadWorkers.map { max($0.nextTry, nextWrite) }.min()
        return [nextCase, orphans.nextPoll].compactMap { $0 }.min()
    }

    /// Descriptors that are readable when an awaited worker has ended.
    var polledDescriptors: [Int32] { orphans.polledDescriptors }

    /// Recovers the work of a dead worker, now or as soon as that is possible.
    ///
    /// All recoveries come this way: of workers that this pool has reaped, of those that earlier pools have left, and of
    /// those that were still alive when this pool looked.
    func recover(_ worker: DeadWorker) {
        deadWorkers.append(worker)
        retry()
    }

    /// Retries the failed recoveries that are due.
    func retry() {
        let now = MonotonicTime.now()
        deadWorkers += orphans.takeDue(at: now).map { DeadWorker(slot: $0, death: .unseen) }
        guard nextWrite <= now, !deadWorkers.isEmpty else { return }
        let due = deadWorkers.filter { $0.nextTry <= now }
        deadWorkers.removeAll { $0.nextTry <= now }
        for (index, worker) in due.enumerated() {
            guard let left = attempt(worker) else { continue }
            deadWorkers.append(left)
            // The database refused a write, and would refuse the next one too.
            guard nextWrite <= .now() else {
                deadWorkers += due[(index + 1)...]
                return
            }
        }
    }

    /// Tries until everything is recovered, or the deadline has passed; the next start finds the rest.
    ///
    /// - Parameter deadline: The time limit.
    func recoverAll(until deadline: MonotonicTime) {
        while let next = deadWorkers.map({ max($0.nextTry, nextWrite) }).min(), .now() < deadline {
            _ = Poll.wait(for: [], until: min(next, deadline))
            retry()
        }
    }

    // MARK: One worker

    /// - Returns: The case, to be tried again; nil if it is recovered, or waits for the worker's end.
    private func attempt(_ worker: DeadWorker) -> DeadWorker? {
        do {
            return try reserve.lend { () throws(UnreadableSlot) in try examine(worker) }
        } catch {
            return postpone(worker, because: error)
        }
    }

    private func examine(_ worker: DeadWorker) throws(UnreadableSlot) -> DeadWorker? {
        let report = try CrashReport.read(directory.crashReport(named: worker.slot))
        let finding: FileLock.Finding
        do {
            finding = try FileLock.find(directory.slot(named: worker.slot))
        } catch {
            throw UnreadableSlot(error)
        }
        switch finding {
        case .missing:
            CrashEvidence.remove(directory.crashReport(named: worker.slot))
            return nil
        case .taken(let lock):
            return store(SlotContents(try SlotImage(lock.descriptor)), of: worker, report: report, lock: lock)
        case .held(let lock):
            let image = try SlotImage(lock.descriptor)
            // A program that was forked without exec may still hold the lock, although the worker itself is dead.
            guard worker.death.isSeen || image?.isOfDeadProcess ?? false else {
                orphans.add(worker.slot, process: image?.process, now: .now())
                return nil
            }
            return store(SlotContents(image), of: worker, report: report, lock: lock)
        }
    }

    /// Stores what a dead worker has left, and removes its files.
    private func store(
        _ contents: SlotContents, of worker: DeadWorker, report: CrashReport?, lock: FileLock
    ) -> DeadWorker? {
        let death = worker.death.completed(by: contents)
        if !worker.death.isSeen { endStragglers(contents.process) }
        let now = runtime.now()
        let evidence = CrashEvidence(
            standardError: contents.standardError + death.lastWords.dropFirst(contents.bytesOfEarlierAttempts),
            report: report)
        let found = contents.unfinishedWork(
            slot: worker.slot, status: death.status, stopReason: death.stopReason, evidence: evidence, now: now
        )
        do {
            var transitions: [TaskTransition] = []
            if !hasLeftNothing(found) {
                let written = try runtime.store.recover(found, now: now, wait: .atMost(Self.brief))
                guard let written else { return postpone(worker, death, lock: lock, isBusy: true) }
                transitions = written
            }
            pause.reset()
            CrashEvidence.remove(directory.crashReport(named: worker.slot))
            lock.removeFile()
            logTransitions(transitions, after: death, executing: found.executing)
            let wasIdle = !transitions.contains { $0.row == contents.record?.attempt.row }
            if wasIdle, let message = worker.idleExit { runtime.configuration.logHandler(message) }
            return nil
        } catch {
            return postpone(worker, death, lock: lock, isBusy: error.isTransient)
        }
    }

    /// How long the write lock is waited for.
    private static let brief = Duration.milliseconds(20)

    /// A worker that was told to end has recorded everything, so there is no need to wait for the write lock.
    ///
    /// A server has no such lock, and may still be committing the dead worker's claim, which no read shows.
    private func hasLeftNothing(_ found: DeadWorkerWork) -> Bool {
        guard runtime.store.answersAtOnce, found.outcomes.isEmpty, found.executing == nil else { return false }
        let occupied = try? runtime.store.occupiedSlots()
        return occupied.map { !$0.contains(found.slot) } ?? false
    }

    private func logTransitions(_ transitions: [TaskTransition], after death: WorkerDeath, executing: AttemptOutcome?) {
        runtime.outcomes.signal(transitions.map { $0.id })
        let subject = transitions.first { $0.row == executing?.attempt.row }
        if let details = CrashLogMessage(
            subject, result: executing?.result, status: death.status, process: death.process)
        {
            runtime.configuration.logHandler(details.message)
        }
        if transitions.contains(where: { $0.state == .waiting }) { whenRequeued() }
    }

    /// Ends the programs that a dead worker had started, so that no two executions of a task overlap.
    ///
    /// Only if no process has the group's ID as its PID: then the group is still the worker's.
    private func endStragglers(_ process: pid_t?) {
        guard let process, process > 1, kill(process, 0) != 0, errno == ESRCH else { return }
        kill(-process, SIGKILL)
    }
}

// MARK: What fails

extension DeadWorkerRecovery {
    /// Postpones a case after the database refused the write.
    private func postpone(
        _ refused: DeadWorker, _ death: WorkerDeath, lock: FileLock, isBusy: Bool
    ) -> DeadWorker {
        var worker = refused
        if !worker.isRecorded {
            worker.isRecorded = true
            // This process may end before it can store what it knows.
            TerminationRecord(status: death.status, stopReason: death.stopReason).write(to: lock)
        }
        nextWrite = .now() + (isBusy ? pause.next() : .milliseconds(100))
        return worker
    }

    /// Postpones a case whose slot could not be read, which does not mean that the slot was empty.
    private func postpone(_ unread: DeadWorker, because error: UnreadableSlot) -> DeadWorker? {
        var worker = unread
        let now = MonotonicTime.now()
        if worker.unreadableSince == nil {
            worker.unreadableSince = now
            let rest =
                error.isShortage
                ? ""
                : "; give the file to this user, or delete it: after \(unreadableTimeout.components.seconds) s its tasks run again, uncounted"
            runtime.log(
                .error, .slotUnreadable,
                "cannot learn what a dead worker has left in '\(directory.slot(named: worker.slot))', and tries again: "
                    + error.description + rest,
                [.worker: worker.death.process]
            )
        }
        let isOver = worker.unreadableSince.map { now - $0 >= unreadableTimeout } ?? false
        if !error.isShortage, isOver, abandon(worker) { return nil }
        worker.nextTry = now + worker.pause.next()
        return worker
    }

    /// - Returns: False if the database could not be written.
    private func abandon(_ worker: DeadWorker) -> Bool {
        do {
            guard try requeueTasks(of: [worker.slot], within: Self.brief) else { return false }
        } catch {
            return false
        }
        CrashEvidence.remove(directory.crashReport(named: worker.slot))
        unsafe unlink(directory.slot(named: worker.slot))
        whenRequeued()
        return true
    }

    /// Requeues the tasks of slots that cannot be read.
    ///
    /// - Parameter limit: How long to wait for the write lock; nil for the store's own timeout.
    /// - Returns: False if another connection held the lock for that long.
    private func requeueTasks(of slots: [String], within limit: Duration?) throws(StoreError) -> Bool {
        let wait = limit.map { WriteWait.atMost($0) } ?? .standard
        guard let count = try runtime.store.requeueTasks(ofLostSlots: slots, now: runtime.now(), wait: wait)
        else {
            return false
        }
        if count > 0 {
            let cause =
                runtime.store.answersAtOnce
                ? "had lost their worker's slot file and wait again; leave '\(directory.path)' alone"
                : "wait again: their workers' machine, or its network, is gone (or someone has deleted slot files there)"
            runtime.log(.warning, .slotLost, "\(count) running task(s) \(cause)", [.count: count])
        }
        return true
    }
}

// MARK: What earlier pools have left

extension DeadWorkerRecovery {
    /// Requeues the tasks of workers on machines that are gone.
    ///
    /// - Parameter own: The slots of this pool's own live workers.
    /// - Throws: `StoreError`.
    func requeueLost(except own: Set<String>) throws(StoreError) {
        // A folder that cannot be read is not empty.
        guard let present = try? directory.listSlots() else { return }
        let lost = try runtime.store.lostSlots(besides: own.union(present))
        if !lost.isEmpty, try requeueTasks(of: lost, within: Self.brief) { whenRequeued() }
    }

    /// Recovers the slots of workers that died with their application, and waits for those that are still alive.
    ///
    /// May be called again if it, or the work after it, has failed.
    ///
    /// - Parameter own: The slots of this pool's own live workers, to be skipped.
    /// - Throws: `StoreError`.
    func recoverAbandoned(except own: Set<String>) throws(StoreError) {
        let present: [String]
        do {
            present = try directory.listSlots()
        } catch {
            throw StoreError(.inputOutput, error.description)
        }
        let known = own.union(deadWorkers.map(\.slot)).union(orphans.names)
        deadWorkers += present.filter { !known.contains($0) }.map {
            DeadWorker(slot: $0, death: .unseen)
        }
        retry()
        let lost = try runtime.store.lostSlots(besides: own.union(present))
        if !lost.isEmpty { _ = try requeueTasks(of: lost, within: nil) }
        let left = own.union(directory.slotNames())
        for name in directory.crashReportNames() where !left.contains(name) {
            CrashEvidence.remove(directory.crashReport(named: name))
        }
    }
}

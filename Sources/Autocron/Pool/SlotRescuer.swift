import Foundation
import TaskStore

/// Recovers the work of dead workers: in this pool as they die, and of earlier pools when this one starts.
///
/// It runs on the supervisor's thread, between work that must not be delayed. So nothing here waits long for a locked
/// database, and a failed recovery is tried again.
final class SlotRescuer {
    private let runtime: Runtime
    private let directory: PoolDirectory
    private var cases: [SlotCase] = []
    private var orphans = OrphanedSlots()
    private var pause = RetryPause(first: .milliseconds(2), longest: .milliseconds(100))
    /// The earliest time for another try after the database refused a write.
    private var nextWrite = MonotonicTime.distantPast
    /// A descriptor that is closed if no other is free: a program that has used up all of them must still learn what
    /// its dead workers had done.
    private var reserve = Reserve()
    /// How long a slot that cannot be read is retried before its tasks are requeued.
    var patience = Duration.seconds(60)
    /// Called when tasks have been requeued that a worker may claim.
    private let whenRescued: () -> Void

    init(runtime: Runtime, directory: PoolDirectory, whenRescued: @escaping () -> Void = {}) {
        self.runtime = runtime
        self.directory = directory
        self.whenRescued = whenRescued
    }

    /// When to try again.
    var nextRetry: MonotonicTime? {
        let nextCase = cases.map { max($0.nextTry, nextWrite) }.min()
        return [nextCase, orphans.nextLook].compactMap { $0 }.min()
    }

    /// Descriptors that are readable when an awaited worker has ended.
    var watched: [Int32] { orphans.watched }

    /// Recovers the work of a worker of this pool, which has been reaped.
    func rescue(
        slot: String, death: ProcessDeath, verdict: SlotVerdict, process: pid_t, lastWords: [UInt8] = []
    ) {
        cases.append(SlotCase(slot: slot, death: death, verdict: verdict, process: process, lastWords: lastWords))
        retry()
    }

    /// Retries the failed recoveries that are due.
    func retry() {
        let now = MonotonicTime.now()
        cases += orphans.takeDue(at: now).map { SlotCase(slot: $0, death: .unseen, verdict: .none) }
        guard nextWrite <= now, !cases.isEmpty else { return }
        let due = cases.filter { $0.nextTry <= now }
        cases.removeAll { $0.nextTry <= now }
        for (index, wreck) in due.enumerated() {
            guard let left = settle(wreck) else { continue }
            cases.append(left)
            // The database refused a write, and would refuse the next one too.
            guard nextWrite <= .now() else {
                cases += due[(index + 1)...]
                return
            }
        }
    }

    /// Tries until everything is recovered, or the deadline has passed; the next start finds the rest.
    ///
    /// - Parameter deadline: The time limit.
    func settleAll(until deadline: MonotonicTime) {
        while let next = cases.map({ max($0.nextTry, nextWrite) }).min(), .now() < deadline {
            _ = Poll.wait(for: [], until: min(next, deadline))
            retry()
        }
    }

    // MARK: One worker

    /// - Returns: The case, to be tried again; nil if it is recovered, or waits for the worker's end.
    private func settle(_ wreck: SlotCase) -> SlotCase? {
        do {
            return try reserve.lend { () throws(UnreadableSlot) in try find(wreck) }
        } catch {
            return postpone(wreck, error)
        }
    }

    private func find(_ wreck: SlotCase) throws(UnreadableSlot) -> SlotCase? {
        let report = try CrashReport.read(directory.crashReport(named: wreck.slot))
        let finding: FileLock.Finding
        do {
            finding = try FileLock.find(directory.slot(named: wreck.slot))
        } catch {
            throw UnreadableSlot(error)
        }
        switch finding {
        case .missing:
            CrashEvidence.remove(directory.crashReport(named: wreck.slot))
            return nil
        case .taken(let lock):
            return settle(wreck, SlotReading(try SlotImage(lock.descriptor)), report, lock)
        case .held(let lock):
            let image = try SlotImage(lock.descriptor)
            // A program that was forked without exec may still hold the lock, although the worker itself is dead.
            guard wreck.death != .unseen || image?.isOfDeadProcess ?? false else {
                orphans.add(wreck.slot, process: image?.process, now: .now())
                return nil
            }
            return settle(wreck, SlotReading(image), report, lock)
        }
    }

    private func settle(
        _ known: SlotCase, _ reading: SlotReading, _ report: CrashReport?, _ lock: FileLock
    ) -> SlotCase? {
        var wreck = known.completed(by: reading)
        if known.death == .unseen { endStragglers(reading.process) }
        let now = WallTime.now()
        let evidence = CrashEvidence(
            standardError: reading.standardError + wreck.lastWords.dropFirst(reading.bytesOfEarlierAttempts),
            report: report)
        let found = reading.wreck(
            slot: wreck.slot, death: wreck.death, verdict: wreck.verdict, evidence: evidence, now: now
        )
        do {
            var settlements: [Settlement] = []
            if !hasLeftNothing(found) {
                let written = try runtime.store.write(within: Self.brief) { connection throws(StoreError) in
                    try connection.rescue(found, now: now)
                }
                guard let written else { return postpone(&wreck, lock, isBusy: true) }
                settlements = written
            }
            pause.reset()
            CrashEvidence.remove(directory.crashReport(named: wreck.slot))
            lock.removeFile()
            tell(settlements, wreck, executing: found.executing)
            return nil
        } catch {
            return postpone(&wreck, lock, isBusy: error.isTransient)
        }
    }

    /// How long the supervisor waits for the write lock.
    private static let brief = Duration.milliseconds(20)

    /// A worker that was told to end has recorded everything, so there is no need to wait for the write lock.
    private func hasLeftNothing(_ found: Wreck) -> Bool {
        guard found.outcomes.isEmpty, found.executing == nil else { return false }
        let occupied = try? runtime.store.read { connection throws(StoreError) in try connection.occupiedSlots() }
        return occupied.map { !$0.contains(found.slot) } ?? false
    }

    private func tell(_ settlements: [Settlement], _ wreck: SlotCase, executing: Outcome?) {
        runtime.outcomes.signal(settlements.map { Frame.TaskKey($0.id) })
        let subject = settlements.first { $0.row == executing?.row }
        if let story = WreckStory(subject, executing?.end, wreck.death, process: wreck.process) {
            runtime.configuration.logHandler(story.message)
        }
        if settlements.contains(where: { $0.state == .waiting }) { whenRescued() }
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

extension SlotRescuer {
    /// Postpones a case after the database refused the write.
    private func postpone(_ wreck: inout SlotCase, _ lock: FileLock, isBusy: Bool) -> SlotCase {
        if !wreck.isNoted {
            wreck.isNoted = true
            // This process may end before it can store what it knows.
            DeathNote(death: wreck.death, verdict: wreck.verdict).write(to: lock)
        }
        nextWrite = .now() + (isBusy ? pause.next() : .milliseconds(100))
        return wreck
    }

    /// Postpones a case whose slot could not be read, which does not mean that the slot was empty.
    private func postpone(_ unread: SlotCase, _ error: UnreadableSlot) -> SlotCase? {
        var wreck = unread
        let now = MonotonicTime.now()
        if wreck.unreadableSince == nil {
            wreck.unreadableSince = now
            let rest =
                error.isShortage
                ? ""
                : "; give the file to this user, or delete it: after \(patience.components.seconds) s its tasks run again, uncounted"
            runtime.log(
                .error, .slotUnreadable,
                "cannot learn what a dead worker has left in '\(directory.slot(named: wreck.slot))', and tries again: "
                    + error.description + rest,
                [.worker: wreck.process]
            )
        }
        let isOver = wreck.unreadableSince.map { now - $0 >= patience } ?? false
        if !error.isShortage, isOver, giveUp(wreck) { return nil }
        wreck.nextTry = now + wreck.pause.next()
        return wreck
    }

    /// - Returns: False if the database could not be written.
    private func giveUp(_ wreck: SlotCase) -> Bool {
        do {
            guard try returnTasks(of: [wreck.slot], within: Self.brief) else { return false }
        } catch {
            return false
        }
        CrashEvidence.remove(directory.crashReport(named: wreck.slot))
        unsafe unlink(directory.slot(named: wreck.slot))
        whenRescued()
        return true
    }

    /// Requeues the tasks of slots that cannot be read.
    ///
    /// - Parameter limit: How long to wait for the write lock; nil for the store's own timeout.
    /// - Returns: False if another connection held the lock for that long.
    private func returnTasks(of slots: [String], within limit: Duration?) throws(StoreError) -> Bool {
        let now = WallTime.now()
        let body = { (connection: Connection) throws(StoreError) -> Int in
            var count = 0
            for slot in slots { count += try connection.returnTasks(ofLostSlot: slot, now: now) }
            return count
        }
        let written: Int?
        if let limit {
            written = try runtime.store.write(within: limit, body)
        } else {
            written = try runtime.store.write(body)
        }
        guard let count = written else { return false }
        if count > 0 {
            runtime.log(
                .warning, .slotLost,
                "\(count) running task(s) had lost their worker's slot file and wait again; leave '\(directory.path)' alone",
                [.count: count]
            )
        }
        return true
    }
}

// MARK: What earlier pools have left

extension SlotRescuer {
    /// Recovers the slots of workers that died with their application, and waits for those that are still alive.
    ///
    /// May be called again if it, or the work after it, has failed.
    ///
    /// - Parameter own: The slots of this pool's own live workers, to be skipped.
    /// - Throws: `StoreError`.
    func rescueAbandoned(except own: Set<String>) throws(StoreError) {
        let present: [String]
        do {
            present = try directory.listSlots()
        } catch {
            throw StoreError(.inputOutput, error.description)
        }
        let known = own.union(cases.map(\.slot)).union(orphans.names)
        cases += present.filter { !known.contains($0) }.map { SlotCase(slot: $0, death: .unseen, verdict: .none) }
        retry()
        let occupied = try runtime.store.read { connection throws(StoreError) in try connection.occupiedSlots() }
        let lost = occupied.filter { !own.contains($0) && !present.contains($0) }
        if !lost.isEmpty { _ = try returnTasks(of: lost, within: nil) }
        let left = own.union(directory.slotNames())
        for name in directory.crashReportNames() where !left.contains(name) {
            CrashEvidence.remove(directory.crashReport(named: name))
        }
    }
}

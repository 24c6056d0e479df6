import Foundation
import TaskStore

/// Settles what dead workers have left: in this pool as they die, and after earlier pools when this one begins.
final class SlotRescuer {
    private struct Case {
        var slot: String
        var death: ProcessDeath
        var verdict: SlotVerdict
        var process: pid_t?
        /// What it had written to standard error and not passed on.
        var lastWords: [UInt8] = []
    }

    private let runtime: Runtime
    private let directory: PoolDirectory
    private var unsettled: [Case] = []
    /// When to try again what the database did not take; monotonic.
    private(set) var nextRetry: Int64?
    /// Called, also on other threads, when something has come back that a worker may claim.
    var whenRescued: @Sendable () -> Void = {}

    init(runtime: Runtime, directory: PoolDirectory) {
        self.runtime = runtime
        self.directory = directory
    }

    /// Settles a worker of this pool, which has been reaped.
    func rescue(
        slot: String, death: ProcessDeath, verdict: SlotVerdict, process: pid_t, lastWords: [UInt8] = []
    ) {
        unsettled.append(
            Case(slot: slot, death: death, verdict: verdict, process: process, lastWords: lastWords))
        retry(force: true)
    }

    /// Tries again what the database did not take.
    func retry(force: Bool = false) {
        guard !unsettled.isEmpty, force || nextRetry.map({ $0 <= Monotonic.now() }) ?? true else { return }
        unsettled = unsettled.filter { !settle($0) }
        nextRetry = unsettled.isEmpty ? nil : Monotonic.now() + 100_000_000
    }

    /// Tries until everything is settled, for as long as that makes sense at the end.
    ///
    /// - Parameter patience: the number of tries; what is left is found by the next start.
    func settleAll(patience: Int) {
        for _ in 0..<patience where !unsettled.isEmpty {
            retry(force: true)
            if !unsettled.isEmpty { Thread.sleep(forTimeInterval: 0.05) }
        }
    }

    /// - Returns: false if the database could not be written.
    private func settle(_ wreck: Case) -> Bool {
        let path = directory.slot(named: wreck.slot)
        // A grandchild that was forked without exec may still hold the lock; the worker itself is known to be dead.
        guard let lock = (try? FileLock.take(path, waiting: false)) ?? (try? FileLock.open(path)) else {
            CrashEvidence.remove(directory.crashReport(named: wreck.slot))
            return true
        }
        return settle(SlotReading(lock), wreck, lock)
    }

    private func settle(_ reading: SlotReading, _ wreck: Case, _ lock: FileLock) -> Bool {
        let now = Timestamp.now()
        let evidence = CrashEvidence(reading, wreck.lastWords, report: directory.crashReport(named: wreck.slot))
        let found = reading.wreck(
            slot: wreck.slot, death: wreck.death, verdict: wreck.verdict, evidence: evidence, now: now
        )
        if hasLeftNothing(found) {
            CrashEvidence.remove(directory.crashReport(named: wreck.slot))
            lock.removeFile()
            return true
        }
        do {
            let settlements = try runtime.store.write { connection throws(StoreError) in
                try connection.rescue(found, now: now)
            }
            CrashEvidence.remove(directory.crashReport(named: wreck.slot))
            lock.removeFile()
            tell(settlements, wreck, executing: found.executing)
            return true
        } catch {
            return false
        }
    }

    /// A worker that was told to end has put everything in order, and nobody needs to wait for the right to write.
    private func hasLeftNothing(_ found: Wreck) -> Bool {
        guard found.outcomes.isEmpty, found.executing == nil else { return false }
        let occupied = try? runtime.store.read { connection throws(StoreError) in try connection.occupiedSlots() }
        return occupied.map { !$0.contains(found.slot) } ?? false
    }

    private func tell(_ settlements: [Settlement], _ wreck: Case, executing: Outcome?) {
        runtime.outcomes.signal(settlements.map { Frame.TaskKey($0.id) })
        if let executing, let first = settlements.first, case .failed(let failure) = executing.end {
            let story = WreckStory(settlement: first, failure: failure, death: wreck.death, process: wreck.process)
            runtime.log(.warning, story.text, task: TaskID(bytes: first.id))
        }
        if settlements.contains(where: { $0.state == .waiting }) { whenRescued() }
    }

    // MARK: What earlier pools have left

    /// Settles the slots of workers that died with their application, and watches those that still live.
    ///
    /// - Parameter own: the slots of this pool's own workers, which are nobody's leavings.
    /// - Throws: `StoreError`.
    func rescueAbandoned(except own: Set<String>) throws(StoreError) {
        let names = directory.slotNames().filter { !own.contains($0) }
        for name in names {
            guard let lock = try? FileLock.take(directory.slot(named: name), waiting: false) else {
                watch(name)
                continue
            }
            settleAbandoned(name, lock)
        }
        try returnLost(except: own.union(names))
        let present = own.union(directory.slotNames())
        for name in directory.crashReportNames() where !present.contains(name) {
            CrashEvidence.remove(directory.crashReport(named: name))
        }
    }

    private func settleAbandoned(_ name: String, _ lock: FileLock) {
        let reading = SlotReading(lock)
        endStragglers(reading.process)
        // Nobody was left to learn how that worker ended.
        let wreck = Case(slot: name, death: .unknown, verdict: .none, process: reading.process)
        if !settle(reading, wreck, lock) { unsettled.append(wreck) }
    }

    /// Ends what a dead worker had started, so that no two executions of a task overlap.
    ///
    /// Only where no process has the group's number by now: then the group is still the worker's.
    private func endStragglers(_ process: pid_t?) {
        guard let process, process > 1, kill(process, 0) != 0, errno == ESRCH else { return }
        kill(-process, SIGKILL)
    }

    /// A worker of a dead application is still within its grace: waits for its end on a thread of its own, without
    /// looking again and again.
    private func watch(_ name: String) {
        let watcher = AbandonedSlot(name: name, directory: directory, runtime: runtime, whenFree: whenRescued)
        Thread.detachNewThread { watcher.wait() }
    }

    /// Returns tasks whose slot file somebody has deleted.
    private func returnLost(except known: Set<String>) throws(StoreError) {
        let now = Timestamp.now()
        let count = try runtime.store.write { connection throws(StoreError) in
            var count = 0
            for slot in try connection.occupiedSlots() where !known.contains(slot) {
                count += try connection.returnTasks(ofLostSlot: slot, now: now)
            }
            return count
        }
        if count > 0 {
            runtime.log(
                .warning,
                "\(count) running task(s) had lost their worker's slot file and wait again; leave '\(directory.path)' alone"
            )
        }
    }
}

/// The slot of a worker that has outlived its application, which is being waited for.
struct AbandonedSlot: Sendable {
    let name: String
    let directory: PoolDirectory
    let runtime: Runtime
    let whenFree: @Sendable () -> Void

    /// Waits in `flock`, then settles what is left.
    func wait() {
        guard let lock = try? FileLock.take(directory.slot(named: name), waiting: true) else { return }
        let now = Timestamp.now()
        let reading = SlotReading(lock)
        let evidence = CrashEvidence(reading, [], report: directory.crashReport(named: name))
        let wreck = reading.wreck(slot: name, death: .unknown, evidence: evidence, now: now)
        let settled = try? runtime.store.write { connection throws(StoreError) in try connection.rescue(wreck, now: now)
        }
        // Left where the database could not be written: the next start settles it.
        if settled != nil {
            CrashEvidence.remove(directory.crashReport(named: name))
            lock.removeFile()
        }
        runtime.outcomes.signalAll()
        whenFree()
    }
}

import Dispatch
import Foundation
import Platform
import TaskModel

/// The thread of the hosting process that uses the database for the pool, beside the ``Supervisor``.
///
/// A call of the store may take seconds: another connection has locked the file, or the network to a server is gone. The
/// supervisor must reap, kill and keep time limits meanwhile, so it never calls the store. The two threads exchange
/// values through their mailboxes.
///
/// It is a loop over parts, as the supervisor is. It also releases the pool's lock, after its last write: another host may
/// begin then.
///
/// `@unchecked Sendable` is right because its own thread alone uses the parts, once ``start()`` is called.
final class HostDatabaseLoop: @unchecked Sendable {
    private let runtime: Runtime
    private let host: PoolMembership
    private let lock: FileLock
    private let maintenance: any StoreMaintenance
    private let takeOver: TakeOver
    private let recovery: DeadWorkerRecovery
    private let timer: DueTimer
    private let slots: SlotMaker
    /// Whether the settings were changed in the database.
    private let settings: RequestedRead<Bool>
    /// The running attempts that were marked to be cancelled.
    private let cancellations: RequestedRead<[UnwantedAttempt]>
    /// The workers of machines that are gone.
    private let lostWorkers: RequestedRead<Void>
    private var finishBy: MonotonicTime?
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - runtime: The process's runtime.
    ///   - host: The pool.
    ///   - lock: The pool's lock.
    ///   - maintenance: The store's, which the supervisor starts.
    /// - Throws: `SystemFailure`.
    init(runtime: Runtime, host: PoolMembership, lock: FileLock, maintenance: any StoreMaintenance) throws {
        self.runtime = runtime
        self.host = host
        self.lock = lock
        self.maintenance = maintenance
        let outage = DatabaseOutage { error in
            // The process has stopped, and did not wait for this thread any longer.
            guard error.code != .closed else { return }
            runtime.log(
                .error, .databaseTrouble, "the pool cannot use the database and tries again: \(error.description)",
                [.errorCode: AutocronError(error).code.rawValue])
        }
        recovery = DeadWorkerRecovery(runtime: runtime, directory: host.directory) { [host] in host.requestPoll() }
        timer = try DueTimer(runtime: runtime, host: host, outage: outage)
        takeOver = TakeOver(runtime: runtime, host: host, outage: outage)
        slots = SlotMaker(runtime: runtime, outage: outage)
        settings = RequestedRead(outage: outage) { () throws(StoreError) in try runtime.readSettings() }
        cancellations = RequestedRead(outage: outage) { () throws(StoreError) in try runtime.store.unwantedAttempts() }
        lostWorkers = RequestedRead(outage: outage) { [slots, recovery] () throws(StoreError) in
            try recovery.requeueLost(except: slots.own)
        }
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "autocron.database"
        thread.start()
    }

    /// Waits until the last write is done and the lock is released.
    ///
    /// - Parameter deadline: When to wait no longer; the lock is then released when the database has answered.
    func awaitEnd(until deadline: MonotonicTime) {
        let left = max(.zero, deadline - .now())
        _ = ended.wait(timeout: .now() + .nanoseconds(Int(clamping: left.nanoseconds)))
    }

    // MARK: The loop

    private func run() {
        while true {
            runParts()
            if let finishBy { return finish(by: finishBy) }
            wait()
        }
    }

    private func finish(by deadline: MonotonicTime) {
        recovery.recoverAll(until: deadline)
        maintenance.finish()
        runtime.outcomes.signalAll()
        host.withdraw()
        lock.release()
        ended.signal()
    }

    private func runParts() {
        takeOver.run(.now(), recovery: recovery, timer: timer, ownSlots: slots.own)
        recovery.retry()
        if isWorking { runTimer(.now()) }
        if settings.run(.now()) == true { host.mailbox.post { $0.hasNewSettings = true } }
        if let unwanted = cancellations.run(.now()), !unwanted.isEmpty {
            host.mailbox.post { $0.unwanted = unwanted }
        }
        _ = lostWorkers.run(.now())
        // After the takeover has been tried: workers start once what earlier pools have left is given back.
        let made = slots.run(.now())
        if !made.isEmpty { host.mailbox.post { $0.slots += made } }
    }

    private func runTimer(_ now: MonotonicTime) {
        let effects = timer.run(now)
        if effects.contains(.stored) { host.mailbox.post { $0.hasActivity = true } }
        if effects.contains(.cancelled) { cancellations.request() }
        if effects.contains(.foundLongWAL) { maintenance.request(deletingBefore: nil) }
        if effects.contains(.looked) { lostWorkers.request() }
        if effects.contains(.foundCommits) { reread([.settings, .cancellations, .outcomes]) }
    }

    // MARK: Waiting

    /// Whether the timer fires.
    private var isWorking: Bool { takeOver.isDone && host.stopOrder == nil }

    private func wait() {
        let isWorking = isWorking
        timer.arm(isWorking: isWorking)
        let own = [host.databaseMailbox.descriptor.number, timer.descriptor]
        let ready = Poll.wait(for: own + recovery.polledDescriptors, until: deadline(isWorking: isWorking))
        if ready[0] { handle(host.databaseMailbox.take()) }
        // It fires for what this thread does after each sleep.
        if ready[1] { timer.clearAlarm() }
    }

    private func deadline(isWorking: Bool) -> MonotonicTime? {
        let times = [
            .now() + ScheduleTimer.longestSleep, isWorking ? timer.next : nil, takeOver.next, settings.next,
            cancellations.next, lostWorkers.next, slots.next, recovery.nextRetry,
        ]
        return times.compactMap { $0 }.min()
    }

    // MARK: Requests

    private func handle(_ requests: DatabaseRequests) {
        reread(requests.changes)
        for worker in requests.deadWorkers {
            slots.release(worker.slot)
            recovery.recover(worker)
        }
        slots.order(requests.slots)
        if let workers = requests.waitingWorkers { reportStandstill(of: workers) }
        finishBy = requests.finishBy
    }

    private func reread(_ changes: DatabaseRequests.Changes) {
        if changes.contains(.nextDue) { timer.invalidate() }
        if changes.contains(.schedules) { timer.invalidateSchedules() }
        if changes.contains(.settings) { settings.request() }
        if changes.contains(.cancellations) { cancellations.request() }
        if changes.contains(.outcomes) { runtime.outcomes.signalEnded() }
    }

    private func reportStandstill(of workers: [AwaitingAttempt]) {
        // If the read fails now, the supervisor's next poll repeats it.
        let found = try? runtime.store.standstill(of: workers)
        let standstill = found ?? nil
        if let standstill {
            let first = standstill.waits.first
            runtime.log(
                .error, .poolStandsStill, "\(standstill.description); \(Standstill.advice)",
                task: first?.id, [.taskName: first?.name, .count: standstill.waits.count])
        }
        host.mailbox.post { $0.isStandstill = standstill != nil }
    }
}

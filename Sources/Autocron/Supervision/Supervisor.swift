import Foundation
import Platform
import TaskModel
import WorkerFiles

/// The thread that hosts a database's pool.
///
/// It holds the pool's lock as long as it works. The loop runs the parts below, sleeps until the earliest time that one of
/// them names or until a descriptor is readable, and passes on to the parts what it has read. So it has one property for
/// each part.
final class Supervisor {
    private let runtime: Runtime
    private let host: PoolMembership
    private let lock: FileLock
    private let wakePipe: Descriptor
    private let takeOver: TakeOver
    private let fleet: WorkerFleet
    private let timer: DueTimer
    /// Whether the settings were changed in the database.
    private let settings: RequestedRead<Bool>
    /// The running attempts that were marked to be cancelled.
    private let cancellations: RequestedRead<[UnwantedAttempt]>
    /// The workers of machines that are gone.
    private let lostWorkers: RequestedRead<Void>
    private let housekeeping: Housekeeping
    private let recovery: DeadWorkerRecovery

    /// - Parameter lock: the pool's lock.
    /// - Throws: `SystemFailure` or `StoreError`.
    init(runtime: Runtime, host: PoolMembership, lock: FileLock) throws {
        self.runtime = runtime
        self.host = host
        self.lock = lock
        let outage = DatabaseOutage {
            runtime.log(
                .error, .databaseTrouble, "the pool cannot use the database and tries again: \($0.description)",
                [.errorCode: AutocronError($0).code.rawValue])
        }
        wakePipe = try WakePipe.reader(host.directory.pipe)
        recovery = DeadWorkerRecovery(runtime: runtime, directory: host.directory) { [host] in host.requestPoll() }
        fleet = WorkerFleet(runtime: runtime, host: host, recovery: recovery)
        timer = try DueTimer(runtime: runtime, host: host, outage: outage)
        takeOver = TakeOver(runtime: runtime, host: host, outage: outage)
        settings = RequestedRead(outage: outage) { () throws(StoreError) in try runtime.readSettings() }
        cancellations = RequestedRead(outage: outage) { () throws(StoreError) in try runtime.store.unwantedAttempts() }
        lostWorkers = RequestedRead(outage: outage) { [fleet, recovery] () throws(StoreError) in
            try recovery.requeueLost(except: fleet.slotNames)
        }
        housekeeping = Housekeeping(runtime)
    }

    /// Hosts the pool until the application is stopped.
    func run() {
        housekeeping.start()
        repeat { runOnce() } while !fleet.isGone
        recovery.recoverAll(until: max(fleet.stopDeadline ?? .distantPast, .now()) + Self.lastWrites)
        housekeeping.finish()
        runtime.outcomes.signalAll()
        host.withdraw()
        lock.release()
        host.end()
    }

    /// How long beyond the end of a stop the outcomes of dead workers may still be stored.
    private static let lastWrites = Duration.milliseconds(250)

    private func runOnce() {
        takeOver.run(.now(), fleet: fleet, recovery: recovery, timer: timer)
        if let order = host.stopOrder { fleet.stop(order, now: .now()) }
        fleet.run(.now()).forEach(handle)
        recovery.retry()
        if !fleet.isStopping, takeOver.isDone { runTimer(.now()) }
        if settings.run(.now()) == true { fleet.applySettings() }
        fleet.cancel(cancellations.run(.now()) ?? [])
        _ = lostWorkers.run(.now())
        // After all that wakes workers: a worker that is woken later would not be looked after.
        fleet.superviseWoken(.now())
        housekeeping.run(.now())
        if !fleet.isGone { wait() }
    }

    private func runTimer(_ now: MonotonicTime) {
        let effects = timer.run(now)
        if effects.contains(.stored) { housekeeping.recordActivity() }
        if effects.contains(.cancelled) { cancellations.request() }
        if effects.contains(.foundLongWAL) { housekeeping.requestCheckpoint() }
        if effects.contains(.looked) { lostWorkers.request() }
        guard effects.contains(.foundCommits) else { return }
        settings.request()
        cancellations.request()
        runtime.outcomes.signalEnded()
    }

    // MARK: Waiting

    private func wait() {
        let isWorking = takeOver.isDone && !fleet.isStopping
        timer.arm(isWorking: isWorking)
        let workers = fleet.polledWorkers()
        let own = [host.mailbox.descriptor.number, wakePipe.number, host.watchdogTimer.number, timer.descriptor]
        let ready = Poll.wait(
            for: own + workers.flatMap(\.descriptors) + recovery.polledDescriptors,
            until: deadline(isWorking: isWorking))
        var rest = ready.dropFirst(own.count)
        for (worker, descriptors) in workers {
            // First, because a caller may wait for the worker's task.
            let isReady = rest.prefix(descriptors.count).contains(true)
            if isReady || worker.sender.hasBacklog { fleet.receive(from: worker).forEach(handle) }
            rest = rest.dropFirst(descriptors.count)
        }
        if ready[0] { handle(host.mailbox.take()) }
        if ready[1] { readWakePipe() }
        // They fire for what this thread does after each sleep.
        if ready[2] { host.watchdogTimer.disarm() }
        if ready[3] { timer.clearAlarm() }
        for (worker, _) in workers { fleet.reap(worker).forEach(handle) }
    }

    private func deadline(isWorking: Bool) -> MonotonicTime? {
        let now = MonotonicTime.now()
        let times = [
            now + ScheduleTimer.longestSleep, isWorking ? timer.next : nil, takeOver.next, settings.next,
            cancellations.next, lostWorkers.next, housekeeping.next, recovery.nextRetry, fleet.next(now),
        ]
        return times.compactMap { $0 }.min()
    }

    // MARK: Events

    private func handle(_ event: WorkerEvent) {
        housekeeping.recordActivity()
        switch event {
        case .finished(let tasks): runtime.outcomes.signal(tasks)
        case .tasksCommitted(let due, let earliest):
            host.wake(due)
            timer.taskCommitted(at: earliest)
        case .cancellationRequested:
            cancellations.request()
            runtime.outcomes.signalEnded()
        case .maintenanceDue: housekeeping.requestCheckpoint()
        case .messagesLost:
            host.idleWorkers.wake(.max)
            rereadEverything()
            housekeeping.requestCheckpoint()
        case .died:
            // The worker may have been woken for a task that it did not claim.
            host.idleWorkers.wake(.max)
            timer.invalidate()
        case .other: break
        }
    }

    private func handle(_ requests: SupervisorMailbox.Requests) {
        if requests.contains(.timer) { timer.invalidate() }
        if requests.contains(.cancellations) { cancellations.request() }
        if requests.contains(.checkpoint) { housekeeping.requestCheckpoint() }
    }

    /// Reads what other processes have written to the pipe, and what they have noted in the shared page.
    private func readWakePipe() {
        let events = WakePipe.Events(wakePipe.readAvailable(limit: WakePipe.mostBytes) ?? [])
        let notices = host.takeCommitNotices()
        housekeeping.recordActivity()
        if events.isMaintenanceDue { housekeeping.requestCheckpoint() }
        if events.hasLater { timer.invalidate() }
        if let instant = notices.earliest { timer.commitNoticed(at: instant) }
        host.wake(events.due + notices.due)
        // This process is notified of its own workers' outcomes and cancellations.
        guard events.hasChanged else { return }
        host.idleWorkers.wake(.max)
        rereadEverything()
    }

    /// Anything may have changed in the database.
    private func rereadEverything() {
        timer.invalidate()
        timer.invalidateSchedules()
        settings.request()
        cancellations.request()
        runtime.outcomes.signalEnded()
    }
}

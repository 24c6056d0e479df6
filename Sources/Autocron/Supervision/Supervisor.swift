import Foundation
import Platform
import TaskModel
import WorkerFiles

/// The thread that hosts a database's pool: it starts, kills and reaps the workers, and reads what they say.
///
/// The loop runs the parts below, sleeps until the earliest time that one of them names or until a descriptor is readable,
/// and passes on what it has read. It never calls the store, which may take seconds to answer: that is for the
/// ``HostDatabaseLoop``, which also holds the pool's lock until its last write is done.
final class Supervisor {
    private let runtime: Runtime
    private let host: PoolMembership
    private let wakePipe: Descriptor
    private let fleet: WorkerFleet
    private let housekeeping: Housekeeping
    private let database: HostDatabaseLoop

    /// - Parameters:
    ///   - runtime: The process's runtime.
    ///   - host: The pool.
    ///   - lock: The pool's lock.
    ///   - startWorker: Starts a worker's process; nil for this program's own workers.
    /// - Throws: `SystemFailure`.
    init(runtime: Runtime, host: PoolMembership, lock: FileLock, startWorker: WorkerFleet.StartWorker? = nil) throws {
        self.runtime = runtime
        self.host = host
        wakePipe = try WakePipe.reader(host.directory.pipe)
        fleet = WorkerFleet(runtime: runtime, host: host, startWorker: startWorker)
        housekeeping = Housekeeping(runtime)
        database = try HostDatabaseLoop(
            runtime: runtime, host: host, lock: lock, maintenance: housekeeping.maintenance)
    }

    /// Hosts the pool until the application is stopped.
    func run() {
        housekeeping.start()
        database.start()
        repeat { runOnce() } while !fleet.isGone
        let deadline = max(fleet.stopDeadline ?? .distantPast, .now()) + Self.lastWrites
        host.databaseMailbox.post { $0.finishBy = deadline }
        database.awaitEnd(until: max(deadline, .now() + Self.leastTimeToFinish))
        host.end()
    }

    /// How long beyond the end of a stop the outcomes of dead workers may still be stored.
    private static let lastWrites = Duration.milliseconds(250)

    /// How long the end of all that takes is waited for, however little time the stop was given.
    private static let leastTimeToFinish = Duration.seconds(1)

    private func runOnce() {
        fleet.run(.now()).forEach(handle)
        // After all that wakes workers on this thread: a worker that is woken later would not be looked after.
        fleet.superviseWoken(.now())
        housekeeping.run(.now())
        if !fleet.isGone { wait() }
    }

    // MARK: Waiting

    private func wait() {
        let workers = fleet.polledWorkers()
        let own = [host.mailbox.descriptor.number, wakePipe.number, host.watchdogTimer.number]
        let ready = Poll.wait(for: own + workers.flatMap(\.descriptors), until: deadline)
        var rest = ready.dropFirst(own.count)
        for (worker, descriptors) in workers {
            // First, because a caller may wait for the worker's task.
            let isReady = rest.prefix(descriptors.count).contains(true)
            if isReady || worker.sender.hasBacklog { fleet.receive(from: worker).forEach(handle) }
            rest = rest.dropFirst(descriptors.count)
        }
        if ready[0] { handle(host.mailbox.take()) }
        if ready[1] { readWakePipe() }
        // It fires for what this thread does after each sleep.
        if ready[2] { host.watchdogTimer.disarm() }
        for (worker, _) in workers { fleet.reap(worker).forEach(handle) }
    }

    private var deadline: MonotonicTime? {
        [housekeeping.next, fleet.next(.now())].compactMap { $0 }.min()
    }

    // MARK: Events

    private func handle(_ event: WorkerEvent) {
        housekeeping.recordActivity()
        switch event {
        case .finished(let tasks): runtime.outcomes.signal(tasks)
        case .tasksCommitted(let due, let earliest):
            host.wake(due)
            host.resetTimer(ifAfter: earliest)
        case .cancellationRequested:
            host.tellOthers(.changed)
            host.reread([.cancellations, .outcomes])
        case .maintenanceDue: housekeeping.requestCheckpoint()
        case .messagesLost:
            host.idleWorkers.wake(.max)
            host.reread(.everything)
            housekeeping.requestCheckpoint()
        case .died:
            // The worker may have been woken for a task that it did not claim.
            host.idleWorkers.wake(.max)
            host.reread(.nextDue)
        case .other: break
        }
    }

    private func handle(_ requests: SupervisorRequests) {
        if requests.needsCheckpoint { housekeeping.requestCheckpoint() }
        if requests.hasActivity { housekeeping.recordActivity() }
        // Before workers are started, whose number the settings decide.
        if requests.hasNewSettings { fleet.applySettings() }
        fleet.takeSlots(requests.slots)
        fleet.cancel(requests.unwanted)
        if let isStandstill = requests.isStandstill { fleet.standstillAnswered(isReported: isStandstill) }
        if let order = requests.stop { fleet.stop(order, now: .now()) }
    }

    /// Reads what other processes have written to the pipe, and what they have noted in the shared page; only then is the
    /// database read.
    private func readWakePipe() {
        let events = WakePipe.Events(wakePipe.readAvailable(limit: WakePipe.mostBytes) ?? [])
        let notices = host.takeCommitNotices()
        housekeeping.recordActivity()
        if events.isMaintenanceDue { housekeeping.requestCheckpoint() }
        // They note only what is due before the timer expires.
        if events.hasLater || notices.earliest != nil { host.reread(.nextDue) }
        host.wake(events.due + notices.due)
        // This process is notified of its own workers' outcomes and cancellations.
        guard events.hasChanged else { return }
        host.idleWorkers.wake(.max)
        host.reread(.everything)
    }
}

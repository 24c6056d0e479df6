import Platform
import TaskModel

/// Acts at the times of the wall clock: fires recurring functions, and wakes workers for tasks whose time has come.
///
/// It also polls for commits of programs that do not notify the pool. Used by the thread of ``HostDatabaseLoop``.
final class DueTimer {
    /// What a run asks of the other parts.
    struct Effects: OptionSet {
        let rawValue: UInt8
        /// Tasks were stored.
        static let stored = Effects(rawValue: 1)
        /// A run that goes on is to be cancelled.
        static let cancelled = Effects(rawValue: 2)
        /// Another program has committed something.
        static let foundCommits = Effects(rawValue: 4)
        /// The WAL is long although no process has said so.
        static let foundLongWAL = Effects(rawValue: 8)
        /// It is time to look for machines that are gone.
        static let looked = Effects(rawValue: 16)
    }

    private let runtime: Runtime
    private let host: PoolMembership
    private let retry: DatabaseRetry
    private var alarm: WallClockTimer
    private var schedules: ScheduleTimer?
    private var externalCommits: ExternalCommitPoll
    /// The instant of the next waiting task that is not due yet.
    private var nextDue: WallTime?
    private var isStale = true

    init(runtime: Runtime, host: PoolMembership, outage: DatabaseOutage) throws {
        self.runtime = runtime
        self.host = host
        retry = DatabaseRetry(outage)
        alarm = try WallClockTimer()
        externalCommits = ExternalCommitPoll(now: .now(), interval: runtime.store.lookInterval)
    }

    /// Readable when the wall clock has reached the next instant.
    var descriptor: Int32 { alarm.number }

    func clearAlarm() { alarm.disarm() }

    /// Brings the schedules in line with this program's functions; from then on they fire.
    func start() throws(StoreError) {
        schedules = try ScheduleTimer(runtime)
    }

    /// Reads the next task's instant at the next run.
    func invalidate() {
        isStale = true
    }

    /// Reads the schedules at the next run.
    func invalidateSchedules() {
        schedules?.invalidate()
    }

    /// When to run again.
    var next: MonotonicTime {
        retry.next ?? externalCommits.next
    }

    /// Arms the alarm for the next instant; while the database refuses, the time of the retry counts.
    func arm(isWorking: Bool) {
        let instants = isWorking && retry.next == nil ? [nextDue, schedules?.next] : []
        alarm.arm(at: instants.compactMap { $0 }.min().map(runtime.store.localTime))
    }

    /// Does what is due.
    func run(_ now: MonotonicTime) -> Effects {
        guard retry.isDue(now) else { return [] }
        var effects: Effects = []
        retry.attempt { () throws(StoreError) in
            let instant = runtime.now()
            if let fired = try schedules?.fire(at: instant) {
                host.wakeWorkers(fired.tasks.count)
                effects.insert(.stored)
                if !fired.cancelled.isEmpty { effects.insert(.cancelled) }
                if fired.hasLater { isStale = true }
            }
            try poll(instant, into: &effects)
            if isStale { try readNextDue(instant) }
        }
        return effects
    }

    private func poll(_ instant: WallTime, into effects: inout Effects) throws(StoreError) {
        let finding = try externalCommits.poll(into: runtime.store, now: .now())
        if finding.hasLooked, !host.isAlone { effects.insert(.looked) }
        if finding.isWALLong { effects.insert(.foundLongWAL) }
        if finding.hasChanged { effects.insert(.foundCommits) }
        if finding.hasChanged || nextDue.map({ $0 <= instant }) ?? false {
            isStale = true
            host.wakeWorkers(.max)
        }
    }

    private func readNextDue(_ instant: WallTime) throws(StoreError) {
        host.willSetTimer()
        let found = try runtime.store.nextDue(after: instant)
        isStale = false
        setNextDue(found ?? .distantFuture)
    }

    /// Sets the timer, or sets it earlier where another process has stored a task for an earlier instant meanwhile.
    private func setNextDue(_ instant: WallTime) {
        let earliest = host.setTimer(instant)
        nextDue = earliest == .distantFuture ? nil : earliest
    }
}

import TaskStore

/// What the supervisor does at its time, and until when it sleeps.
extension Supervisor {
    /// Does what is due by the wall clock.
    func ringTimer() {
        guard stopDeadline == nil, retryAt.map({ $0 <= Monotonic.now() }) ?? true else { return }
        attempt { () throws(StoreError) in
            let now = Timestamp.now()
            if let fired = try schedules?.ring(at: now) {
                host.roster.wake(fired.tasks.count)
                if !fired.cancelled.isEmpty { mustLookForUnwanted = true }
                if fired.hasLater { isTimerStale = true }
                activity.note(at: Monotonic.now())
            }
            try lookOutside(now)
            // What could not be read when it was asked for is asked for again, since nobody else will do that.
            if mustAdopt { try adoptSettings() }
            if mustLookForUnwanted { try tellUnwanted() }
            if isTimerStale { try readTimer(now) }
        }
    }

    private func lookOutside(_ now: Int64) throws(StoreError) {
        let finding = try outside.look(into: runtime.store, now: Monotonic.now())
        if finding.isLogLong { checkpoints.request() }
        if finding.isNews || nextDue.map({ $0 <= now }) ?? false {
            isTimerStale = true
            host.roster.wake(.max)
        }
        guard finding.isNews else { return }
        mustAdopt = true
        mustLookForUnwanted = true
        runtime.outcomes.signalEnded()
    }

    func readTimer(_ now: Int64) throws(StoreError) {
        host.willSetTimer()
        let instant = try runtime.store.read { connection throws(StoreError) in try connection.nextDue(after: now) }
        isTimerStale = false
        setTimer(instant ?? .max)
    }

    /// Rings the timer at an instant, or before, if another process has stored a task for that meanwhile.
    func setTimer(_ instant: Int64) {
        let earliest = host.setTimer(instant)
        nextDue = earliest == .max ? nil : earliest
    }

    /// Until when to sleep; monotonic.
    func deadline() -> Int64? {
        let now = Monotonic.now()
        var times = [now + ScheduleKeeper.longestSleep]
        // While it stops nothing is started, and an instant that has passed would keep it from sleeping.
        let isWorking = retryAt == nil && stopDeadline == nil
        clock.set(at: isWorking ? [nextDue, schedules?.next].compactMap { $0 }.min() : nil)
        if isWorking { times.append(outside.next) }
        // While it stops, only what was left by others is tried again.
        if let retryAt, stopDeadline == nil || schedules == nil { times.append(retryAt) }
        times += [pool.next, rescuer.nextRetry, silent.next, starts.next, waiting.next, host.roster.nextLook]
            .compactMap { $0 }
        // One that is killed may take its time to die; looking at it again and again would not help.
        for worker in workers.values where !worker.wasKilled {
            times += [stopDeadline, worker.limit?.killAt.addingSaturated(Self.slack)].compactMap { $0 }
        }
        if workers.values.contains(where: \.sender.hasBacklog) { times.append(now + 20_000_000) }
        // Without a descriptor for it, the end of a process that has closed its socket must be looked for.
        if workers.values.contains(where: { $0.isSilent && $0.death == nil }) { times.append(now + 10_000_000) }
        settleDown(now)
        return (times + [activity.settlesAt].compactMap { $0 }).min()
    }

    /// When it has become quiet the log is copied, once; old outcomes go with it.
    private func settleDown(_ now: Int64) {
        guard activity.settle(at: now) else { return }
        let timeToLive = runtime.configuration.resultTimeToLive.microseconds
        checkpoints.request(deletingBefore: OutcomeReading.deletable(at: Timestamp.now(), timeToLive: timeToLive))
    }
}

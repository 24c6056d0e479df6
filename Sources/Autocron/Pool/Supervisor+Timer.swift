import TaskStore

/// What the supervisor does at given times, and how long it sleeps.
extension Supervisor {
    /// Does the work that is due by the wall clock.
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
            // A read that failed when it was requested is repeated here, because no other event would repeat it.
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

    /// Sets the timer to an instant, or an earlier one, if another process has stored an earlier task in the meantime.
    func setTimer(_ instant: Int64) {
        let earliest = host.setTimer(instant)
        nextDue = earliest == .max ? nil : earliest
    }

    /// How long to sleep; monotonic.
    func deadline() -> Int64? {
        let now = Monotonic.now()
        var times = [now + ScheduleKeeper.longestSleep]
        // During a stop nothing is started, and an instant that has passed would keep the thread from sleeping.
        let isWorking = retryAt == nil && stopDeadline == nil
        clock.set(at: isWorking ? [nextDue, schedules?.next].compactMap { $0 }.min() : nil)
        if isWorking { times.append(outside.next) }
        // During a stop, only the recovery of earlier pools' work is retried.
        if let retryAt, stopDeadline == nil || schedules == nil { times.append(retryAt) }
        times += [pool.next, rescuer.nextRetry, silent.next, starts.next, waiting.next, host.roster.nextLook]
            .compactMap { $0 }
        // A killed worker may take time to die; polling it would not help.
        for worker in workers.values where !worker.wasKilled {
            times += [stopDeadline, worker.limit?.killAt.addingSaturated(Self.slack)].compactMap { $0 }
        }
        if workers.values.contains(where: \.sender.hasBacklog) { times.append(now + 20_000_000) }
        // Without a descriptor for it, the end of a process that has closed its socket must be polled.
        if workers.values.contains(where: { $0.isSilent && $0.death == nil }) { times.append(now + 10_000_000) }
        settleDown(now)
        return (times + [activity.settlesAt].compactMap { $0 }).min()
    }

    /// After a quiet time a checkpoint runs, once; it deletes old outcomes as well.
    private func settleDown(_ now: Int64) {
        guard activity.settle(at: now) else { return }
        checkpoints.request(deletingBefore: oldest())
    }

    /// Tasks that ended before this instant are deleted now; nil while the clock is not trusted.
    private func oldest() -> Int64? {
        let now = Timestamp.now()
        switch clockTrust.look(wall: now, uptime: Monotonic.sinceBoot()) {
        case .trusted:
            let timeToLive = runtime.configuration.resultTimeToLive.microseconds
            return OutcomeReading.deletable(at: now, timeToLive: timeToLive)
        case .onProbation: return nil
        case .jumped(let jump):
            runtime.log(
                .warning, .clockJumped,
                "the clock has jumped forward by \(jump / 1_000_000) s; no results are deleted until it has gone on like that "
                    + "for an hour, or is set back"
            )
            return nil
        }
    }
}

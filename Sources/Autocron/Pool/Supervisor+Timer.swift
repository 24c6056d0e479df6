import TaskStore

/// What the supervisor does at given times, and how long it sleeps.
extension Supervisor {
    /// Does the work that is due by the wall clock.
    func ringTimer() {
        guard stopDeadline == nil, retryAt.map({ $0 <= .now() }) ?? true else { return }
        attempt { () throws(StoreError) in
            let now = WallTime.now()
            if let fired = try schedules?.ring(at: now) {
                host.roster.wake(fired.tasks.count)
                if !fired.cancelled.isEmpty { mustLookForUnwanted = true }
                if fired.hasLater { isTimerStale = true }
                activity.note(at: .now())
            }
            try lookOutside(now)
            // A read that failed when it was requested is repeated here, because no other event would repeat it.
            if mustAdopt { try adoptSettings() }
            if mustLookForUnwanted { try tellUnwanted() }
            if isTimerStale { try readTimer(now) }
        }
    }

    private func lookOutside(_ now: WallTime) throws(StoreError) {
        let finding = try outside.look(into: runtime.store, now: .now())
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

    func readTimer(_ now: WallTime) throws(StoreError) {
        host.willSetTimer()
        let instant = try runtime.store.read { connection throws(StoreError) in try connection.nextDue(after: now) }
        isTimerStale = false
        setTimer(instant ?? .distantFuture)
    }

    /// Sets the timer to an instant, or an earlier one, if another process has stored an earlier task in the meantime.
    func setTimer(_ instant: WallTime) {
        let earliest = host.setTimer(instant)
        nextDue = earliest == .distantFuture ? nil : earliest
    }

    /// How long to sleep.
    func deadline() -> MonotonicTime? {
        let now = MonotonicTime.now()
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
            times += [stopDeadline, worker.limit.map { $0.killAt + Self.slack }].compactMap { $0 }
        }
        if workers.values.contains(where: \.sender.hasBacklog) { times.append(now + .milliseconds(20)) }
        // Without a descriptor for it, the end of a process that has closed its socket must be polled.
        if workers.values.contains(where: { $0.isSilent && $0.death == nil }) { times.append(now + .milliseconds(10)) }
        settleDown(now)
        return (times + [activity.settlesAt].compactMap { $0 }).min()
    }

    /// After a quiet time a checkpoint runs, once; it deletes old outcomes as well.
    private func settleDown(_ now: MonotonicTime) {
        guard activity.settle(at: now) else { return }
        checkpoints.request(deletingBefore: oldest())
    }

    /// Tasks that ended before this instant are deleted now; nil while the clock is not trusted.
    private func oldest() -> WallTime? {
        let now = WallTime.now()
        switch clockTrust.look(wall: now, uptime: Uptime.now()) {
        case .trusted:
            let timeToLive = runtime.configuration.resultTimeToLive
            return OutcomeReading.deletable(at: now, timeToLive: timeToLive)
        case .onProbation: return nil
        case .jumped(let jump):
            runtime.log(
                .warning, .clockJumped,
                "the clock has jumped forward by \(jump.components.seconds) s; no results are deleted until it has gone on like that "
                    + "for an hour, or is set back"
            )
            return nil
        }
    }
}

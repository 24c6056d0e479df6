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
                if !fired.cancelled.isEmpty { lookForUnwanted() }
                if fired.hasLater { isTimerStale = true }
                activity.note(at: Monotonic.now())
            }
            let finding = try outside.look(into: runtime.store, now: Monotonic.now())
            if finding.isLogLong { checkpoints.request() }
            if finding.isNews || nextDue.map({ $0 <= now }) ?? false {
                isTimerStale = true
                host.roster.wake(.max)
            }
            if finding.isNews || mustAdopt { try adoptSettings() }
            if isTimerStale { try readTimer(now) }
        }
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
        let instants = [nextDue, schedules?.next].compactMap { $0 }
        // While it stops nothing is started, and an instant that has passed would keep it from sleeping.
        if let instant = instants.min(), retryAt == nil, stopDeadline == nil {
            times.append(Monotonic.deadline(for: instant))
        }
        if retryAt == nil, stopDeadline == nil { times.append(outside.next) }
        // While it stops, only what was left by others is tried again.
        if let retryAt, stopDeadline == nil || schedules == nil { times.append(retryAt) }
        times += [pool.next, rescuer.nextRetry, silent.next, starts.next, waiting.next].compactMap { $0 }
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
    func settleDown(_ now: Int64) {
        guard activity.settle(at: now) else { return }
        checkpoints.request(deletingBefore: oldest())
    }

    /// Before which instant tasks must have ended to be deleted now; nil while the clock cannot be believed.
    private func oldest() -> Int64? {
        let now = Timestamp.now()
        switch clockTrust.look(wall: now, uptime: Monotonic.sinceBoot()) {
        case .trusted: return now - runtime.configuration.resultTimeToLive.microseconds
        case .onProbation: return nil
        case .jumped(let jump):
            runtime.log(
                .warning,
                "the clock has jumped forward by \(jump / 1_000_000) s; no results are deleted until it has gone on like that "
                    + "for an hour, or is set back"
            )
            return nil
        }
    }
}

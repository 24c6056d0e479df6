import TaskStore

/// What the supervisor does about what workers and other processes say.
extension Supervisor {
    func wait() {
        let list = workers.values.map { (worker: $0, descriptors: $0.watched) }
        let own = [host.control.number, wakePipe.number, host.alarm.number, clock.number]
        let ready = Poll.wait(for: own + list.flatMap(\.descriptors) + rescuer.watched, until: deadline())
        var rest = ready.dropFirst(own.count)
        for (worker, descriptors) in list {
            // First, since somebody may wait for its task's result.
            if rest.prefix(descriptors.count).contains(true) || worker.sender.hasBacklog { hear(worker) }
            rest = rest.dropFirst(descriptors.count)
        }
        if ready[0] {
            if host.control.readAvailable()?.contains(PoolHost.timerMoved) ?? true { isTimerStale = true }
        }
        if ready[1] { hearOthers() }
        // They ring for what this thread does after each sleep.
        if ready[2] { host.alarm.clear() }
        if ready[3] { clock.clear() }
        if host.takeWantsLook() { lookForUnwanted() }
        if host.takeWantsCheckpoint() { checkpoints.request() }
        for (worker, _) in list {
            if let death = worker.peekDeath() { bury(worker, death) }
        }
    }

    // MARK: Other processes

    /// Another process has done something.
    func hearOthers() {
        let news = WakePipe.News(wakePipe.readAvailable(limit: WakePipe.mostBytes) ?? [])
        let notes = host.takeNotes()
        activity.note(at: Monotonic.now())
        if news.hasLogGrown { checkpoints.request() }
        if news.hasLater { isTimerStale = true }
        if let instant = notes.earliest, instant < nextDue ?? .max { setTimer(instant) }
        host.roster.wake(news.due + notes.due)
        // Of other ends and cancellations this process hears by itself.
        guard news.hasChanged else { return }
        host.roster.wake(.max)
        lookAtEverything()
    }

    /// Anything may have changed, and it is not known what.
    func lookAtEverything() {
        isTimerStale = true
        schedules?.hearOthers()
        readSettings()
        lookForUnwanted()
        runtime.outcomes.signalEnded()
    }

    /// Lets the pool and its workers go by what somebody may have set.
    private func readSettings() {
        mustAdopt = true
        attempt { () throws(StoreError) in try adoptSettings() }
    }

    func adoptSettings() throws(StoreError) {
        let hasChanged = try runtime.readSettings()
        mustAdopt = false
        guard hasChanged else { return }
        pool.adopt(runtime.configuration)
        for worker in workers.values { worker.sender.send(.settingsChanged) }
    }

    /// Tells workers which of their attempts somebody has cancelled.
    func lookForUnwanted() {
        mustLookForUnwanted = true
        attempt { () throws(StoreError) in try tellUnwanted() }
    }

    func tellUnwanted() throws(StoreError) {
        let unwanted = try runtime.store.read { connection throws(StoreError) in try connection.unwantedAttempts() }
        mustLookForUnwanted = false
        for entry in unwanted {
            let worker = workers.values.first { $0.slotName == entry.slot }
            worker?.sender.send(.cancel(row: entry.row, attempt: entry.attempt))
        }
    }

    // MARK: Workers

    /// Hears all workers, where time may have passed since that was done.
    func hearAll() {
        for worker in workers.values { hear(worker) }
    }

    func hear(_ worker: WorkerHandle) {
        worker.sender.flush()
        while let frames = worker.hear() {
            host.roster.hear(worker.place)
            for frame in frames { hear(frame, from: worker) }
            activity.note(at: Monotonic.now())
        }
    }

    private func hear(_ frame: Frame, from worker: WorkerHandle) {
        switch frame {
        case .ready:
            worker.isReady = true
            pool.ready(worker.place, now: Monotonic.now())
            host.roster.add(worker.place, sender: worker.sender)
            if let order = host.stopOrder, stopDeadline != nil { worker.sender.send(order.frame(at: Monotonic.now())) }
        case .idle:
            worker.note(limit: nil, because: .none)
            host.roster.rest(worker.place)
        case .busy(let limit, let verdict):
            worker.note(limit: limit, because: verdict)
        case .settled(let tasks):
            worker.note(limit: nil, because: .none)
            runtime.outcomes.signal(tasks)
        case .stored(let due, let earliest):
            host.roster.wake(Int(clamping: due))
            if earliest < nextDue ?? .max { isTimerStale = true }
        case .cancellationRequested:
            lookForUnwanted()
            runtime.outcomes.signalEnded()
        case .logGrown:
            checkpoints.request()
        case .dropped:
            hearOfDropped(worker)
        case .hello, .wake, .cancel, .stop, .settingsChanged:
            break
        }
    }

    /// A worker had much to say while this thread did not listen, and what it said is lost.
    private func hearOfDropped(_ worker: WorkerHandle) {
        // A limit may have been lifted since. If one holds, the worker's slot tells; see ``SilentWorkers``.
        worker.note(limit: nil, because: .none)
        host.roster.wake(.max)
        lookAtEverything()
        checkpoints.request()
    }
}

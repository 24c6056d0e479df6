import TaskStore

/// How the supervisor handles messages of workers and notifications of other processes.
extension Supervisor {
    func wait() {
        let list = workers.values.map { (worker: $0, descriptors: $0.watched) }
        let own = [host.control.number, wakePipe.number, host.alarm.number, clock.number]
        let ready = Poll.wait(for: own + list.flatMap(\.descriptors) + rescuer.watched, until: deadline())
        var rest = ready.dropFirst(own.count)
        for (worker, descriptors) in list {
            // First, because a caller may wait for its task's result.
            if rest.prefix(descriptors.count).contains(true) || worker.sender.hasBacklog { hear(worker) }
            rest = rest.dropFirst(descriptors.count)
        }
        if ready[0] {
            if host.control.readAvailable()?.contains(PoolHost.timerMoved) ?? true { isTimerStale = true }
        }
        if ready[1] { hearOthers() }
        // They expire for work that this thread does after each sleep anyway.
        if ready[2] { host.alarm.clear() }
        if ready[3] { clock.clear() }
        if host.takeWantsLook() { lookForUnwanted() }
        if host.takeWantsCheckpoint() { checkpoints.request() }
        for (worker, _) in list {
            if let death = worker.peekDeath() { bury(worker, death) }
        }
    }

    // MARK: Other processes

    /// Another process has sent a notification.
    func hearOthers() {
        let news = WakePipe.News(wakePipe.readAvailable(limit: WakePipe.mostBytes) ?? [])
        let notes = host.takeNotes()
        activity.note(at: .now())
        if news.hasLogGrown { checkpoints.request() }
        if news.hasLater { isTimerStale = true }
        if let instant = notes.earliest, instant < nextDue ?? .distantFuture { setTimer(instant) }
        host.roster.wake(news.due + notes.due)
        // Workers report other ends and cancellations to this process directly.
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

    /// Applies settings that may have changed to the pool and its workers.
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

    /// Tells workers which of their attempts were cancelled.
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

    /// Handles the messages of all workers, if time may have passed since they were last read.
    func hearAll() {
        for worker in workers.values { hear(worker) }
    }

    func hear(_ worker: WorkerHandle) {
        worker.sender.flush()
        while let frames = worker.hear() {
            host.roster.hear(worker.place)
            for frame in frames { hear(frame, from: worker) }
            activity.note(at: .now())
        }
    }

    private func hear(_ frame: Frame, from worker: WorkerHandle) {
        switch frame {
        case .ready:
            worker.isReady = true
            pool.ready(worker.place, now: .now())
            host.roster.add(worker.place, sender: worker.sender)
            if let order = host.stopOrder, stopDeadline != nil { worker.sender.send(order.frame(at: .now())) }
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
            if earliest < nextDue ?? .distantFuture { isTimerStale = true }
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

    /// A worker sent more messages than fit while this thread did not read them, and some are lost.
    private func hearOfDropped(_ worker: WorkerHandle) {
        // A limit may have been lifted since. If one is in force, the worker's slot shows it; see ``SilentWorkers``.
        worker.note(limit: nil, because: .none)
        host.roster.wake(.max)
        lookAtEverything()
        checkpoints.request()
    }
}

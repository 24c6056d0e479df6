import TaskStore

/// What the supervisor does about what workers and other processes say.
extension Supervisor {
    func wait() {
        let list = workers.values.map { (worker: $0, descriptors: $0.watched) }
        let watched = [host.control.number, wakePipe.number] + list.flatMap(\.descriptors) + rescuer.watched
        let ready = Poll.wait(for: watched, until: deadline())
        var rest = ready.dropFirst(2)
        for (worker, descriptors) in list {
            // First, since somebody may wait for its task's result.
            if rest.prefix(descriptors.count).contains(true) || worker.sender.hasBacklog { hear(worker) }
            rest = rest.dropFirst(descriptors.count)
        }
        if ready[0] {
            if host.control.readAvailable()?.contains(PoolHost.timerMoved) ?? true { isTimerStale = true }
        }
        if ready[1] { hearOthers() }
        if host.takeWantsLook() { lookForUnwanted() }
        if host.takeWantsCheckpoint() { checkpoints.request() }
        for (worker, _) in list {
            if let death = worker.peekDeath() { bury(worker, death) }
        }
    }

    /// Another process has done something.
    func hearOthers() {
        let news = WakePipe.News(wakePipe.readAvailable(limit: WakePipe.mostBytes) ?? [])
        let notes = host.takeNotes()
        activity.note(at: Monotonic.now())
        if news.hasLogGrown { checkpoints.request() }
        if news.hasLater { isTimerStale = true }
        if let instant = notes.earliest, instant < nextDue ?? .max { setTimer(instant) }
        host.roster.wake(news.due + notes.due)
        guard news.hasChanged else { return }
        isTimerStale = true
        schedules?.hearOthers()
        readSettings()
        host.roster.wake(.max)
        lookForUnwanted()
        runtime.outcomes.signalAll()
    }

    /// Lets the pool and its workers go by what somebody may have set.
    func readSettings() {
        attempt { () throws(StoreError) in try adoptSettings() }
    }

    func adoptSettings() throws(StoreError) {
        mustAdopt = true
        let hasChanged = try runtime.readSettings()
        mustAdopt = false
        guard hasChanged else { return }
        pool.adopt(runtime.configuration)
        for worker in workers.values { worker.sender.send(.settingsChanged) }
    }

    func hear(_ worker: WorkerHandle) {
        worker.sender.flush()
        while let frames = worker.hear() {
            for frame in frames { hear(frame, from: worker) }
            activity.note(at: Monotonic.now())
        }
    }

    func hear(_ frame: Frame, from worker: WorkerHandle) {
        switch frame {
        case .ready:
            worker.isReady = true
            pool.ready(worker.place)
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
            runtime.outcomes.signalAll()
        case .logGrown:
            checkpoints.request()
        case .hello, .wake, .cancel, .stop, .settingsChanged:
            break
        }
    }

    /// Tells workers which of their attempts somebody has cancelled.
    func lookForUnwanted() {
        attempt { () throws(StoreError) in
            let unwanted = try runtime.store.read { connection throws(StoreError) in try connection.unwantedAttempts() }
            for entry in unwanted {
                let worker = workers.values.first { $0.slotName == entry.slot }
                worker?.sender.send(.cancel(row: entry.row, attempt: entry.attempt))
            }
        }
    }
}

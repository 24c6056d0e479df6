import TaskStore

/// What workers say.
extension WorkerFleet {
    /// Reads all messages of a worker.
    ///
    /// - Returns: What they mean for the other parts of the supervisor.
    func receive(from worker: WorkerHandle) -> [WorkerEvent] {
        worker.sender.flush()
        var events: [WorkerEvent] = []
        while let frames = worker.hear() {
            host.roster.hear(worker.place)
            events += frames.map { event(of: $0, from: worker) }
        }
        return events
    }

    private func event(of frame: Frame, from worker: WorkerHandle) -> WorkerEvent {
        switch frame {
        case .ready:
            worker.isReady = true
            pool.ready(worker.place, now: .now())
            host.roster.add(worker.place, sender: worker.sender)
            if let stopOrder { worker.sender.send(stopOrder.frame(at: .now())) }
            return .other
        case .idle:
            worker.note(limit: nil, because: .none)
            host.roster.rest(worker.place)
            return .other
        case .busy(let limit, let verdict):
            worker.note(limit: limit, because: verdict)
            return .other
        case .settled(let tasks):
            worker.note(limit: nil, because: .none)
            return .finished(tasks)
        case .stored(let due, let earliest):
            return .stored(due: Int(clamping: due), earliest: earliest)
        case .cancellationRequested: return .cancellationRequested
        case .logGrown: return .walGrown
        case .dropped:
            // A limit may have been lifted since. If one holds, the worker's slot tells; see ``SilentWorkers``.
            worker.note(limit: nil, because: .none)
            return .messagesLost
        case .hello, .wake, .cancel, .stop, .settingsChanged: return .other
        }
    }
}

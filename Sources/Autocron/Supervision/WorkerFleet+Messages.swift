import Platform

/// What workers say.
extension WorkerFleet {
    /// Reads all messages of a worker.
    ///
    /// - Returns: What they mean for the other parts of the supervisor.
    func receive(from worker: WorkerHandle) -> [WorkerEvent] {
        worker.sender.flush()
        var events: [WorkerEvent] = []
        while let messages = worker.receive() {
            host.idleWorkers.receivedMessage(worker.index)
            events += messages.map { event(of: $0, from: worker) }
        }
        return events
    }

    private func event(of message: PoolMessage, from worker: WorkerHandle) -> WorkerEvent {
        switch message {
        case .ready:
            guard pool.ready(worker.index, now: .now()) else { return .other }
            host.idleWorkers.add(worker.index, sender: worker.sender)
            if let stopOrder { worker.sender.send(stopOrder.message(at: .now())) }
            return .other
        case .idle:
            pool.forgetAttempt(worker.index)
            host.idleWorkers.markIdle(worker.index)
            return .other
        case .busy(let deadline, let stopReason):
            pool.reportedBusy(worker.index, deadline, stopReason: stopReason)
            return .other
        case .finished(let tasks):
            pool.forgetAttempt(worker.index)
            return .finished(tasks)
        case .tasksCommitted(let due, let earliest):
            return .tasksCommitted(due: Int(clamping: due), earliest: earliest)
        case .cancellationRequested: return .cancellationRequested
        case .maintenanceDue: return .maintenanceDue
        case .dropped:
            // A limit may have been lifted since. If one holds, the worker's slot tells; see ``StallWatchdog``.
            pool.forgetAttempt(worker.index)
            return .messagesLost
        case .hello, .wake, .cancel, .stop, .settingsChanged: return .other
        }
    }
}

import Platform
import TaskModel

/// How a worker's leader handles the running attempt, and the pool's messages.
extension WorkerLoop {
    // MARK: The attempt that runs

    /// - Returns: How long to sleep.
    func enforceDeadlines() -> MonotonicTime? {
        let snapshot = batch.snapshot
        let now = MonotonicTime.now()
        let attempt = snapshot.current.map { current in
            AttemptDeadlines.Attempt(id: current.task.attempt, began: current.began, timeout: current.timeout)
        }
        for action in deadlines.poll(at: attempt, now: now) {
            if let attempt { act(action, on: attempt) }
        }
        let backlog = link.hasBacklog ? now + .milliseconds(20) : nil
        // The batch was started but its first attempt was not, or it is between two attempts: the next one is watched
        // as well.
        let unseen = snapshot.isRunning && attempt == nil ? now + BatchSizer.slice : nil
        return [deadlines.next, unseen, state.storeRetry, backlog].compactMap { $0 }.min()
    }

    private func act(_ action: AttemptDeadlines.Action, on attempt: AttemptDeadlines.Attempt) {
        switch action {
        case .requeue:
            // First, so that the pool keeps the time limit if the database holds up this thread.
            reportBusy(attempt)
            recordOutcomes(requeuing: batch.takeUnstarted())
        case .cancel(let stopReason):
            reportBusy(attempt)
            batch.cancel(attempt.id, for: stopReason)
        case .kill(let stopReason):
            batch.recordStopReason(stopReason, of: attempt.id) {
                WorkerExit.killProcessGroup()
            }
        }
    }

    /// Repeats what the pool was told of the running attempt, after it was told of the end of others: it takes a worker
    /// that reports an end for one that runs nothing.
    func reportBusyAgain() {
        guard let attempt = deadlines.reported, batch.snapshot.current?.task.attempt == attempt.id else { return }
        reportBusy(attempt)
    }

    /// Tells the pool when this process must be gone, so that the pool can end it if it is itself stopped.
    private func reportBusy(_ attempt: AttemptDeadlines.Attempt) {
        let deadline = PoolMessage.KillDeadline(
            attempt: attempt.id, killAt: deadlines.killDeadline ?? .distantFuture)
        link.send(.busy(deadline, stopReason: deadlines.stopReason))
    }

    // MARK: Hearing

    /// Handles the pool's messages.
    ///
    /// - Parameter isReady: Whether there is anything to read.
    func receive(isReady: Bool) {
        link.flush()
        guard isReady, !state.isOrphaned, let bytes = link.socket.readAvailable() else { return }
        guard !bytes.isEmpty else { return loseParent() }
        for message in reader.messages(from: bytes) { receive(message) }
    }

    private func receive(_ message: PoolMessage) {
        switch message {
        case .wake:
            state.woken()
        case .dropped:
            // For any message of the pool.
            state.woken()
            applySettings()
            link.send(.cancellationRequested)
        case .cancel(let attempt):
            cancel(attempt)
        case .stop(let cancelAfter, let killAfter):
            end()
            let now = MonotonicTime.now()
            deadlines.stop(cancelAt: now + cancelAfter, killAt: now + killAfter)
            recordOutcomes(requeuing: batch.takeUnstarted())
        case .settingsChanged:
            applySettings()
        default:
            break
        }
    }

    private func applySettings() {
        // If the settings cannot be read now they remain as they are; the next worker reads them.
        _ = try? runtime.readSettings()
        deadlines.grace = runtime.configuration.cancellationGrace
    }

    private func cancel(_ attempt: AttemptID) {
        if batch.withdraw(attempt) { return recordOutcomes(requeuing: []) }
        guard let current = batch.snapshot.current, current.task.attempt == attempt else {
            return
        }
        _ = enforceDeadlines()
        guard let action = deadlines.cancel(at: .now()) else { return }
        act(action, on: AttemptDeadlines.Attempt(id: attempt, began: current.began, timeout: nil))
    }

    /// The application is gone, so no other process will end this process and the programs that it started.
    func loseParent() {
        guard state.orphan() else { return }
        batch.close()
        let now = MonotonicTime.now()
        deadlines.stop(cancelAt: now, killAt: now + runtime.configuration.shutdownGrace)
        recordOutcomes(requeuing: batch.takeUnstarted())
    }

    func end() {
        state.stop()
        batch.close()
    }

    func leave() -> Never {
        _ = runtime.writer.flush(within: .seconds(2))
        runtime.commits.flush()
        messages.finish()
        if batch.unstored().isEmpty { slot.remove() }
        WorkerExit.clean(killingGroup: state.isOrphaned)
    }
}

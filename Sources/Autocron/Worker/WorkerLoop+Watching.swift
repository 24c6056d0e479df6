import TaskStore

/// How a worker's leader handles the running attempt, and the pool's messages.
extension WorkerLoop {
    // MARK: The attempt that runs

    /// - Returns: How long to sleep.
    func lookAtRunningAttempt() -> MonotonicTime? {
        let snapshot = batch.snapshot
        let now = MonotonicTime.now()
        let attempt = snapshot.current.map { current in
            Watch.Attempt(
                row: current.task.row, number: current.task.attempt, began: current.began,
                limit: registry[current.task.name]?.options.timeout
            )
        }
        for action in watch.look(at: attempt, now: now) {
            if let attempt { act(action, on: attempt) }
        }
        let backlog = link.hasBacklog ? now + .milliseconds(20) : nil
        // The batch was started but its first attempt was not, or it is between two attempts: the next one is watched
        // as well.
        let unseen = snapshot.isRunning && attempt == nil ? now + Reservation.span : nil
        return [watch.next, unseen, storeRetry, backlog].compactMap { $0 }.min()
    }

    private func act(_ action: Watch.Action, on attempt: Watch.Attempt) {
        switch action {
        case .giveBack:
            settle(returning: batch.unstarted())
            announce(attempt)
        case .cancel(let verdict):
            announce(attempt)
            batch.cancel(row: attempt.row, attempt: attempt.number, because: verdict)
        case .kill(let verdict):
            batch.judge(row: attempt.row, attempt: attempt.number, as: verdict) { Termination.killGroup() }
        }
    }

    /// Tells the pool when this process must be gone, so that the pool can end it if it is itself stopped.
    private func announce(_ attempt: Watch.Attempt) {
        let limit = Frame.Limit(row: attempt.row, attempt: attempt.number, killAt: watch.limit ?? .distantFuture)
        link.send(.busy(limit, because: watch.verdict))
    }

    // MARK: Hearing

    /// Handles the pool's messages.
    ///
    /// - Parameter isReady: Whether there is anything to read.
    func receive(isReady: Bool) {
        link.flush()
        guard isReady, !isOrphan, let bytes = link.socket.readAvailable() else { return }
        guard !bytes.isEmpty else { return loseParent() }
        for frame in reader.frames(from: bytes) { hear(frame) }
    }

    private func hear(_ frame: Frame) {
        switch frame {
        case .wake:
            foundNothing = false
        case .dropped:
            // For any message of the pool.
            foundNothing = false
            adoptSettings()
            link.send(.cancellationRequested)
        case .cancel(let row, let attempt):
            cancel(row: row, attempt: attempt)
        case .stop(let cancelAfter, let killAfter):
            end()
            let now = MonotonicTime.now()
            watch.stop(cancelAt: now + cancelAfter, killAt: now + killAfter)
            settle(returning: batch.unstarted())
        case .settingsChanged:
            adoptSettings()
        default:
            break
        }
    }

    private func adoptSettings() {
        // If the settings cannot be read now they remain as they are; the next worker reads them.
        _ = try? runtime.readSettings()
        watch.grace = runtime.configuration.cancellationGrace
    }

    private func cancel(row: Int64, attempt: Int64) {
        if batch.withdraw(row: row, attempt: attempt) { return settle(returning: []) }
        guard let current = batch.snapshot.current, current.task.row == row, current.task.attempt == attempt else {
            return
        }
        _ = lookAtRunningAttempt()
        guard let action = watch.cancel(at: .now()) else { return }
        act(action, on: Watch.Attempt(row: row, number: attempt, began: current.began, limit: nil))
    }

    /// The application is gone, so no other process will end this process and the programs that it started.
    func loseParent() {
        guard !isOrphan else { return }
        isOrphan = true
        end()
        let now = MonotonicTime.now()
        watch.stop(cancelAt: now, killAt: now + runtime.configuration.shutdownGrace)
        settle(returning: batch.unstarted())
    }

    func end() {
        isEnding = true
        batch.close()
    }

    func leave() -> Never {
        _ = runtime.writer.flush(within: .seconds(2))
        runtime.commits.flush()
        messages.finish()
        if batch.unstored().isEmpty { slot.remove() }
        Termination.leave(killingGroup: isOrphan)
    }
}

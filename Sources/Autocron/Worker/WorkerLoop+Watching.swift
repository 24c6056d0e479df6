import TaskStore

/// What a worker's leader does about the attempt that runs, and about what the pool says.
extension WorkerLoop {
    // MARK: The attempt that runs

    /// - Returns: until when to sleep.
    func lookAtRunningAttempt() -> Int64? {
        let snapshot = batch.snapshot
        let now = Monotonic.now()
        let attempt = snapshot.current.map { current in
            Watch.Attempt(
                row: current.task.row, number: current.task.attempt, began: current.began,
                limit: registry[current.task.name]?.options.timeout?.nanoseconds
            )
        }
        for action in watch.look(at: attempt, now: now) {
            if let attempt { act(action, on: attempt) }
        }
        let backlog = link.hasBacklog ? now + 20_000_000 : nil
        // The batch has been started and its first attempt has not, or it is between two: the next is watched as well.
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

    /// Tells the pool when this process must be gone, so that it can see to it if this process is itself stopped.
    private func announce(_ attempt: Watch.Attempt) {
        let limit = Frame.Limit(row: attempt.row, attempt: attempt.number, killAt: watch.limit ?? .max)
        link.send(.busy(limit, because: watch.verdict))
    }

    // MARK: Hearing

    /// Hears what the pool has said.
    ///
    /// - Parameter isReady: whether there is something to hear.
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
            // Whatever it was that the pool had to say.
            foundNothing = false
            adoptSettings()
            link.send(.cancellationRequested)
        case .cancel(let row, let attempt):
            cancel(row: row, attempt: attempt)
        case .stop(let cancelAfter, let killAfter):
            end()
            let now = Monotonic.now()
            watch.stop(cancelAt: now.addingSaturated(cancelAfter), killAt: now.addingSaturated(killAfter))
            settle(returning: batch.unstarted())
        case .settingsChanged:
            adoptSettings()
        default:
            break
        }
    }

    private func adoptSettings() {
        // What cannot be read now stays as it was; the next worker reads it.
        _ = try? runtime.readSettings()
        watch.grace = runtime.configuration.cancellationGrace.nanoseconds
    }

    private func cancel(row: Int64, attempt: Int64) {
        if batch.withdraw(row: row, attempt: attempt) { return settle(returning: []) }
        guard let current = batch.snapshot.current, current.task.row == row, current.task.attempt == attempt else {
            return
        }
        _ = lookAtRunningAttempt()
        guard let action = watch.cancel(at: Monotonic.now()) else { return }
        act(action, on: Watch.Attempt(row: row, number: attempt, began: current.began, limit: nil))
    }

    /// The application is gone: nobody else is left to end this process and what it started.
    func loseParent() {
        guard !isOrphan else { return }
        isOrphan = true
        end()
        let now = Monotonic.now()
        watch.stop(cancelAt: now, killAt: now.addingSaturated(runtime.configuration.shutdownGrace.nanoseconds))
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

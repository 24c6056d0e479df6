import Foundation
import Platform
import TaskModel

/// How a worker stores its tasks' outcomes, and notifies the pool.
extension WorkerLoop {
    /// Stores outcomes, and requeues tasks that did not start.
    func recordOutcomes(requeuing unstarted: [ClaimedTask]) {
        guard callsAreStored() else { return batch.restore(unstarted) }
        let ended = batch.unstored()
        let now = runtime.now()
        let requeued = unstarted.map { task in
            AttemptOutcome(attempt: task.attempt, started: nil, ended: now, result: .requeued)
        }
        guard !ended.isEmpty || !requeued.isEmpty else {
            state.hasNothingToStore()
            return
        }
        do throws(StoreError) {
            let recorded = try runtime.store.record(ended.map(\.outcome) + requeued, slot: slotName)
            state.stored()
            if !ended.isEmpty { Failpoint.outcomeCommitted.pass() }
            batch.confirm()
            report(ended, requeued: unstarted, recorded)
        } catch {
            // Outcomes survive in the slot; unstarted tasks exist only here, so they are kept.
            batch.restore(unstarted)
            postpone(after: error)
        }
    }

    /// Retries storing outcomes, beside the running attempt, which may take forever.
    func retryStoring() {
        guard state.storeRetry != nil, state.takeStoreRetry(now: .now()) else { return }
        recordOutcomes(requeuing: batch.takeUnstarted())
    }

    /// Makes sure that tasks' calls are on disk before the tasks' outcomes are.
    ///
    /// Waits briefly, because this thread also enforces the time limits.
    func callsAreStored() -> Bool {
        if runtime.writer.flush(within: .milliseconds(50)) { return true }
        state.callsAreLate(now: .now())
        return false
    }

    /// Reports the effects of stored outcomes to the pool and the log.
    ///
    /// - Parameters:
    ///   - ended: The attempts that have ended.
    ///   - requeued: The tasks that did not start, whose outcomes were stored after those.
    ///   - recorded: The effects.
    ///   - left: The due tasks that this worker's claim has kept from others and not taken.
    ///   - isLast: Whether nothing else is due.
    func report(
        _ ended: [Batch.UnstoredOutcome], requeued: [ClaimedTask] = [], _ recorded: RecordedOutcomes,
        left: Int = 0, isLast: Bool = false
    ) {
        var told = zip(ended, recorded.isCounted).map { ended, counts in
            PoolMessage.FinishedTask(
                id: ended.id, result: counts ? ended.outcome.shortResult : nil)
        }
        // Those were cancelled before they could start, and no other message reports their end.
        for index in recorded.cancelled.sorted() where index >= ended.count {
            told.append(PoolMessage.FinishedTask(id: (requeued[index - ended.count].id)))
        }
        for tasks in told.chunked(PoolMessage.finishedLimit) { link.send(.finished(tasks)) }
        if !told.isEmpty { reportBusyAgain() }
        for message in recorded.failures.compactMap(\.message) { messages.log(message) }
        // The next run of a recurring function may have waited for the end of this one, and this worker may not claim
        // it.
        let due = recorded.due + Int64(left) + (!isLast && ended.contains(where: \.madeRoom) ? 1 : 0)
        if due > 0 || recorded.earliest != .distantFuture {
            link.send(.tasksCommitted(due: due, earliest: recorded.earliest))
        }
        if runtime.store.isMaintenanceDue(.pool) { link.send(.maintenanceDue) }
    }

    func report(parked: [TaskID]) {
        guard !parked.isEmpty else { return }
        link.send(.finished(parked.map { PoolMessage.FinishedTask(id: $0) }))
        let first = parked[0]
        let message = LogMessage(
            .warning, .taskParked,
            "\(parked.count) task(s) parked, among them \(first): this build has "
                + "no function of that name; they wait until a build that has it is started",
            task: first, [.count: parked.count, .worker: getpid()]
        )
        messages.log(message)
    }

    func postpone(after error: StoreError) {
        if !error.isTransient, !needed.areIntact || state.hasReportedOutage && isAloneBroken(error) {
            loseDescriptors()
        }
        guard state.refused(error, now: .now()) else { return }
        messages.log(
            LogMessage(
                .error, .databaseTrouble,
                "a worker cannot use the database and tries again each second: \(error.description)",
                [.errorCode: AutocronError(error).code.rawValue, .worker: getpid()]))
    }
}

extension WorkerLoop {
    /// Whether another connection can use the database, so that only this process's own is broken: its files were
    /// closed.
    private func isAloneBroken(_ error: StoreError) -> Bool {
        guard [.inputOutput, .corrupt, .notADatabase, .unexpected].contains(error.code) else { return false }
        return runtime.store.canWriteThroughNewConnection()
    }

    /// Ends a worker that can neither receive nor store any more; the running attempt, if there is one, is to blame.
    func loseDescriptors() -> Never {
        if let current = batch.snapshot.current {
            batch.recordStopReason(.lostDescriptors, of: current.task.attempt) {
                WorkerExit.failure()
            }
        }
        WorkerExit.failure()
    }
}

extension AttemptOutcome {
    /// The task's result, if it has one that is short enough for a message.
    fileprivate var shortResult: [UInt8]? {
        guard case .succeeded(let result) = result, (result ?? []).count <= PoolMessage.resultLimit else { return nil }
        return result ?? []
    }
}

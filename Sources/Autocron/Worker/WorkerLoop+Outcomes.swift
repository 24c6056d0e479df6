import Foundation
import TaskStore

/// How a worker stores its tasks' outcomes, and notifies the pool.
extension WorkerLoop {
    /// Stores outcomes, and requeues tasks that did not start.
    func settle(returning unstarted: [ClaimedTask]) {
        guard callsAreStored() else { return batch.putBack(unstarted) }
        let ended = batch.unstored()
        let now = WallTime.now()
        let returned = unstarted.map { task in
            Outcome(row: task.row, attempt: task.attempt, started: nil, ended: now, end: .unstarted)
        }
        guard !ended.isEmpty || !returned.isEmpty else {
            storeRetry = nil
            return
        }
        do throws(StoreError) {
            let settled = try runtime.store.write { connection throws(StoreError) in
                try Settling.store(ended.map(\.outcome) + returned, slot: slotName, on: connection)
            }
            storeRetry = nil
            hasReportedStore = false
            if !ended.isEmpty { Moment.outcomeCommitted.pass() }
            batch.confirm()
            report(ended, returned: unstarted, settled)
        } catch {
            // Outcomes survive in the slot; unstarted tasks exist only here, so they are kept.
            batch.putBack(unstarted)
            postpone(after: error)
        }
    }

    /// Retries storing outcomes, beside the running attempt, which may take forever.
    func retryStoring() {
        guard let time = storeRetry, time <= .now() else { return }
        storeRetry = nil
        settle(returning: batch.unstarted())
    }

    /// Makes sure that tasks' calls are on disk before the tasks' outcomes are.
    ///
    /// Waits briefly, because this thread also enforces the time limits.
    func callsAreStored() -> Bool {
        if runtime.writer.flush(within: .milliseconds(50)) { return true }
        storeRetry = .now() + .milliseconds(50)
        return false
    }

    /// Reports the effects of stored outcomes to the pool and the log.
    ///
    /// - Parameters:
    ///   - ended: The attempts that have ended.
    ///   - returned: The tasks that did not start, whose outcomes were stored after those.
    ///   - settled: The effects.
    ///   - isLast: Whether nothing else is due.
    func report(
        _ ended: [Batch.Ended], returned: [ClaimedTask] = [], _ settled: Settling, isLast: Bool = false
    ) {
        var told = zip(ended, settled.counts).map { ended, counts in
            Frame.Settled(key: Frame.TaskKey(ended.id), result: counts ? ended.outcome.shortResult : nil)
        }
        // Those were cancelled before they could start, and no other message reports their end.
        for place in settled.cancelled.sorted() where place >= ended.count {
            told.append(Frame.Settled(key: Frame.TaskKey(returned[place - ended.count].id)))
        }
        for tasks in told.chunked(Frame.settledLimit) { link.send(.settled(tasks)) }
        for message in settled.failures.compactMap(\.message) { messages.log(message) }
        // The next run of a recurring function may have waited for the end of this one, and this worker may not claim
        // it.
        let due = settled.due + (!isLast && ended.contains(where: \.madeRoom) ? 1 : 0)
        if due > 0 || settled.earliest != .distantFuture {
            link.send(.stored(due: due, earliest: settled.earliest))
        }
        if runtime.store.logFrames > WriteAheadLog.limit { link.send(.logGrown) }
    }

    func report(parked: [NewTask.Identifier]) {
        guard !parked.isEmpty else { return }
        link.send(.settled(parked.map { Frame.Settled(key: Frame.TaskKey($0)) }))
        let first = TaskID(bytes: parked[0])
        let message = LogMessage(
            .warning, .taskParked,
            "\(parked.count) task(s) parked, among them \(first?.description ?? "?"): this build has "
                + "no function of that name; they wait until a build that has it is started",
            task: first, [.count: parked.count, .worker: getpid()]
        )
        messages.log(message)
    }

    func postpone(after error: StoreError) {
        if !error.isTransient, !own.areIntact || hasReportedStore && isAloneBroken(error) { loseDescriptors() }
        let wait: Duration = error.isTransient ? .milliseconds(50) : .seconds(1)
        storeRetry = .now() + wait
        guard !error.isTransient, !hasReportedStore else { return }
        hasReportedStore = true
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
        let access = TaskStore.Access(patience: .zero, creates: false, checkpointsAtClose: false)
        guard let other = try? TaskStore(path: runtime.store.file.path, access: access) else { return false }
        defer { other.close() }
        return (try? other.write { _ throws(StoreError) in }) != nil
    }

    /// Ends a worker that can neither receive nor store any more; the running attempt, if there is one, is to blame.
    func loseDescriptors() -> Never {
        if let current = batch.snapshot.current {
            batch.judge(row: current.task.row, attempt: current.task.attempt, as: .lostDescriptors) {
                Termination.fail()
            }
        }
        Termination.fail()
    }
}

extension Outcome {
    /// The task's result, if it has one that is short enough for a message.
    fileprivate var shortResult: [UInt8]? {
        guard case .succeeded(let result) = end, (result ?? []).count <= Frame.resultLimit else { return nil }
        return result ?? []
    }
}

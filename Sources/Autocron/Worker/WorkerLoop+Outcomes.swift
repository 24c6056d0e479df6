import Foundation
import TaskStore

/// How a worker stores what has become of its tasks, and tells the pool.
extension WorkerLoop {
    /// Stores what has ended, and gives tasks back that did not start.
    func settle(returning unstarted: [ClaimedTask]) {
        guard callsAreStored() else { return batch.putBack(unstarted) }
        let ended = batch.unstored()
        let now = Timestamp.now()
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
            // Whoever finds the slot knows the outcomes; the tasks that did not start must not be forgotten here.
            batch.putBack(unstarted)
            postpone(after: error)
        }
    }

    /// Tries again what could not be stored, beside the attempt that runs: that may take for ever.
    func retryStoring() {
        guard let time = storeRetry, time <= Monotonic.now() else { return }
        storeRetry = nil
        settle(returning: batch.unstarted())
    }

    /// Sees to it that the calls which tasks have made are on disk before the tasks' outcomes are.
    ///
    /// Waits briefly, since this thread also keeps the time limits.
    func callsAreStored() -> Bool {
        if runtime.writer.flush(within: .milliseconds(50)) { return true }
        storeRetry = Monotonic.now() + 50_000_000
        return false
    }

    /// Tells the pool and the log what storing some outcomes has brought.
    ///
    /// - Parameters:
    ///   - ended: the attempts that have ended.
    ///   - returned: the tasks whose outcomes were stored behind those, since they did not start.
    ///   - settled: what came of it.
    ///   - isLast: whether nothing else is due.
    func report(
        _ ended: [Batch.Ended], returned: [ClaimedTask] = [], _ settled: Settling, isLast: Bool = false
    ) {
        var told = zip(ended, settled.counts).map { ended, counts in
            Frame.Settled(key: Frame.TaskKey(ended.id), result: counts ? ended.outcome.shortResult : nil)
        }
        // Those were cancelled before they could start, and their ends have no other teller.
        for place in settled.cancelled.sorted() where place >= ended.count {
            told.append(Frame.Settled(key: Frame.TaskKey(returned[place - ended.count].id)))
        }
        for tasks in told.chunked(Frame.settledLimit) { link.send(.settled(tasks)) }
        for message in settled.failures.compactMap(\.message) { messages.log(message) }
        // The next run of a recurring function may have waited for the end of this one, and this worker may not take it.
        let due = settled.due + (!isLast && ended.contains(where: \.madeRoom) ? 1 : 0)
        if due > 0 || settled.earliest != .max {
            link.send(.stored(due: due, earliest: settled.earliest))
        }
        if runtime.store.logFrames > WriteAheadLog.limit { link.send(.logGrown) }
    }

    func report(parked: [NewTask.Identifier]) {
        guard !parked.isEmpty else { return }
        link.send(.settled(parked.map { Frame.Settled(key: Frame.TaskKey($0)) }))
        messages.log(
            .warning,
            "\(parked.count) task(s) parked, among them \(TaskID(bytes: parked[0])?.description ?? "?"): this build has "
                + "no function of that name; they wait until a build that has it is started"
        )
    }

    func postpone(after error: StoreError) {
        if !error.isTransient, !own.areIntact || hasReportedStore && isAloneBroken(error) { loseDescriptors() }
        let wait: Int64 = error.isTransient ? 50_000_000 : 1_000_000_000
        storeRetry = Monotonic.now() + wait
        guard !error.isTransient, !hasReportedStore else { return }
        hasReportedStore = true
        messages.log(.error, "a worker cannot use the database and tries again each second: \(error.description)")
    }
}

extension WorkerLoop {
    /// Whether another connection can use the database, so that only this process's own is broken: its files were closed.
    private func isAloneBroken(_ error: StoreError) -> Bool {
        guard [.inputOutput, .corrupt, .notADatabase, .unexpected].contains(error.code) else { return false }
        let access = TaskStore.Access(patience: .zero, creates: false, checkpointsAtClose: false)
        guard let other = try? TaskStore(path: runtime.store.file.path, access: access) else { return false }
        defer { other.close() }
        return (try? other.write { _ throws(StoreError) in }) != nil
    }

    /// Ends a worker that can neither hear nor store any more, charged to the attempt that runs, if one does.
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
    /// What the task has returned, if it has, and if that is short enough to be sent along.
    fileprivate var shortResult: [UInt8]? {
        guard case .succeeded(let result) = end, (result ?? []).count <= Frame.resultLimit else { return nil }
        return result ?? []
    }
}

#if PostgreSQL
package import Platform
package import TaskModel

extension PostgresStore {
    package func recover(
        _ work: DeadWorkerWork, now: WallTime, wait: WriteWait
    ) throws(StoreError) -> [TaskTransition]? {
        try tryingAgainCarefully { isCareful throws(StoreError) in
            try writeRecovery(wait) { connection throws(StoreError) in
                try connection.recover(work, now: now, isCareful: isCareful)
            }
        }
    }

    package func occupiedSlots() throws(StoreError) -> [String] {
        try read { connection throws(StoreError) in try connection.occupiedSlots() }
    }

    package func requeueTasks(
        ofLostSlots slots: [String], now: WallTime, wait: WriteWait
    ) throws(StoreError) -> Int? {
        try writeRecovery(wait) { connection throws(StoreError) in
            var count = 0
            for slot in slots { count += try connection.requeueTasks(ofLostSlot: slot, now: now) }
            return count
        }
    }

    /// Runs a transaction that recovers a worker; a claim of it that is under way is waited for, see ``ClaimLock``.
    private func writeRecovery<R: Sendable>(
        _ wait: WriteWait, _ body: (PostgresConnection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        guard case .standard = wait else { return try write(wait, body) }
        if let result = try write(.atMost(.seconds(5)), body) { return result }
        // Says what is in the way.
        return try write(body)
    }

    package func parkedTasks(after cursor: ParkedTaskCursor) throws(StoreError) -> [ParkedTask] {
        try read { connection throws(StoreError) in try connection.parkedTasks(after: cursor) }
    }

    package func unpark(rows: [Int64]) throws(StoreError) -> Int {
        try write { connection throws(StoreError) in try connection.unpark(rows: rows) }
    }

    package func nameOfRunning(_ attempt: AttemptID, slot: String) throws(StoreError) -> String? {
        try read { connection throws(StoreError) in try connection.nameOfRunning(attempt, slot: slot) }
    }

    package func standstill(of workers: [AwaitingAttempt]) throws(StoreError) -> Standstill? {
        try readTogether { connection throws(StoreError) in try connection.standstill(of: workers) }
    }
}
#endif

#if PostgreSQL
package import TaskModel

extension PostgresConnection {
    /// Finds out whether workers that wait for tasks will wait forever.
    ///
    /// - Parameter workers: What each worker of a pool executes, and what that waits for.
    /// - Returns: nil if one of them can continue.
    /// - Throws: `StoreError`.
    package func standstill(of workers: [AwaitingAttempt]) throws(StoreError) -> Standstill? {
        guard !workers.isEmpty else { return nil }
        let rows = Set(workers.map(\.attempt.row))
        var waits: [Standstill.Wait] = []
        for worker in workers {
            guard let running = try running(worker.attempt, slot: worker.slot),
                let awaited = try task(worker.awaited)
            else { return nil }
            // A task that runs outside these workers is about to be requeued, or another machine has it.
            guard awaited.state == .waiting || awaited.state == .running && rows.contains(awaited.row) else {
                return nil
            }
            waits.append(
                Standstill.Wait(
                    name: running.name, id: running.id, awaitedName: awaited.name, awaitedID: awaited.id))
        }
        return Standstill(waits: waits)
    }

    /// The task that an attempt executes; nil if the attempt has ended.
    private func running(
        _ attempt: AttemptID, slot: String
    ) throws(StoreError) -> (id: TaskID, name: String)? {
        // With 'state = 1' the planner may walk the index of running tasks, with all its dead entries.
        try first(
            "SELECT uuid, name FROM tasks WHERE id = $1 AND state + 0 = 1 AND claim_number = $2 AND slot = $3",
            .integer(attempt.row), .integer(attempt.claimNumber), .text(slot)
        ) { row in (row.taskID(0), row.text(1)) }
    }
}
#endif

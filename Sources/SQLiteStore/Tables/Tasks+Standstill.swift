package import TaskModel
package import WorkerFiles

/// A standstill of a pool: each worker runs a task that waits for another task, and no worker is left to start one.
///
/// It occurs if more tasks wait at one time than there are workers to spare, and lasts until one of the waits ends by
/// itself, at a time limit or a cancellation.
package struct Standstill: Equatable, Sendable {
    /// A waiting task, and the one that it waits for.
    package struct Wait: Equatable, Sendable {
        package var name: String
        package var id: TaskID
        package var awaitedName: String
        package var awaitedID: TaskID
    }

    /// One for each worker.
    package var waits: [Wait]

    package init(waits: [Wait]) {
        self.waits = waits
    }

    /// How long each worker must have waited: most waits are over before.
    package static let interval = Duration.seconds(2)

    /// What happened, with the names of the tasks.
    package var description: String {
        let workers = waits.count == 1 ? "the only worker waits" : "all \(waits.count) workers wait"
        let pairs = waits.prefix(Self.mostNamed).map { wait in
            "'\(wait.name)' (task \(wait.id)) for '\(wait.awaitedName)' "
                + "(task \(wait.awaitedID))"
        }
        let others = waits.count > Self.mostNamed ? ", and so on" : ""
        return "\(workers) for tasks that no worker is left to start: " + pairs.joined(separator: ", ") + others
    }

    private static let mostNamed = 4

    /// What to do about it.
    package static let advice =
        "have more workers than tasks that wait at one time, or let tasks store others without waiting for them"
}

extension Connection {
    /// Finds out whether workers that wait for tasks will wait forever.
    ///
    /// - Parameter workers: All workers of a pool.
    /// - Returns: nil if one of them can continue.
    /// - Throws: `StoreError`.
    package func standstill(of workers: [LiveSlot]) throws(StoreError) -> Standstill? {
        guard !workers.isEmpty, workers.allSatisfy({ $0.record != nil && $0.wait != nil }) else { return nil }
        let rows = Set(workers.compactMap(\.record?.attempt.row))
        var waits: [Standstill.Wait] = []
        for worker in workers {
            guard let record = worker.record, let wait = worker.wait,
                let running = try running(record.attempt, slot: worker.name),
                let awaited = try task(wait.awaited)
            else { return nil }
            // A task that runs outside these workers is about to be requeued.
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
        try statement(
            "SELECT uuid, name FROM autocron_tasks WHERE id = ?1 AND state = 1 AND attempt = ?2 AND slot = ?3"
        )
        .first(.integer(attempt.row), .integer(attempt.claimNumber), .text(slot)) { row throws(StoreError) in
            (try row.taskID(0), row.text(1))
        }
    }
}

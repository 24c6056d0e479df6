import Foundation
package import InspectionModel
package import Platform
package import TaskModel

/// A change to many tasks, in short transactions.
package enum BulkAction: String, CaseIterable, Sendable {
    case retry, cancel, delete

    /// In the past tense, for sentences.
    package var pastTense: String {
        switch self {
        case .retry: "retried"
        case .cancel: "cancelled"
        case .delete: "deleted"
        }
    }

    /// The states that all tasks of a filter without a state are selected from.
    package var states: [TaskState] {
        switch self {
        case .retry: [.failed]
        case .cancel: [.waiting, .parked, .running]
        case .delete: [.succeeded, .failed, .cancelled]
        }
    }

    /// Tasks changed in one transaction: few enough that other writers do not wait long for the write lock.
    package static let batch = 200

    /// The result of a bulk action.
    package struct Outcome: Hashable, Sendable {
        /// How many tasks were changed.
        package var changed = 0
        /// Tasks that were named and not changed, and why not.
        package var refused: [Refused] = []
    }

    /// A task that was left as it is.
    package struct Refused: Hashable, Sendable {
        package var id: TaskID
        package var reason: BulkRefusal
    }

    // MARK: Some tasks

    /// Changes tasks by their identifiers; one that is named twice is changed once.
    package func apply(
        to ids: [TaskID], in database: InspectedDatabase
    ) throws(StoreError) -> Outcome {
        var seen: Set<TaskID> = []
        let ids = ids.filter { seen.insert($0).inserted }
        var outcome = Outcome()
        for start in stride(from: 0, to: ids.count, by: Self.batch) {
            let batch = Array(ids[start..<min(start + Self.batch, ids.count)])
            for (id, reason) in zip(batch, try applyOnce(to: batch, in: database)) {
                if let reason {
                    outcome.refused.append(Refused(id: id, reason: reason))
                } else {
                    outcome.changed += 1
                }
            }
        }
        return outcome
    }

    /// Changes tasks in one transaction.
    ///
    /// - Returns: For each task why it was not changed; nil for one that was.
    private func applyOnce(
        to ids: [TaskID], in database: InspectedDatabase
    ) throws(StoreError) -> [BulkRefusal?] {
        let now = WallTime.now()
        return try database.change { store throws(StoreError) in
            switch self {
            case .retry: try store.retry(ids, now: now).map(BulkRefusal.init)
            case .cancel: try store.cancel(ids, now: now).map(BulkRefusal.init)
            case .delete: try store.delete(ids).map(BulkRefusal.init)
            }
        }
    }

    // MARK: All tasks of a filter

    /// Changes all tasks that match a filter and exist now.
    ///
    /// - Parameters:
    ///   - filter: Selects the tasks.
    ///   - instant: Tasks that were stored later are left as they are.
    ///   - database: The database.
    ///   - continues: Told how many were changed so far after each batch; the action stops if it returns false.
    /// - Returns: How many were changed.
    /// - Throws: `StoreError`.
    package func applyToAll(
        matching filter: TaskFilter, storedUntil instant: WallTime = .distantFuture, in database: InspectedDatabase,
        continues: (Int) -> Bool = { _ in true }
    ) throws(StoreError) -> Int {
        var count = 0
        var isStopped = false
        try forEachBatch(matching: filter, in: database, until: { isStopped }) { tasks throws(StoreError) in
            let ids = tasks.filter { $0.created <= instant }.map(\.id)
            count += ids.isEmpty ? 0 : try applyOnce(to: ids, in: database).count { $0 == nil }
            isStopped = !continues(count)
        }
        return count
    }

    /// What ``applyToAll(matching:in:)`` would change.
    package struct Preview: Hashable, Sendable, Encodable {
        /// How many tasks match.
        package var count = 0
        /// Some of them.
        package var examples: [TaskSummary] = []
    }

    /// Counts the tasks that match, without changing any.
    package func preview(
        of filter: TaskFilter, examples: Int = 5, in database: InspectedDatabase
    ) throws(StoreError) -> Preview {
        var preview = Preview()
        try forEachBatch(matching: filter, in: database) { tasks in
            preview.count += tasks.count
            let missing = examples - preview.examples.count
            preview.examples += tasks.prefix(max(0, missing)).map(\.withoutStandardError)
        }
        return preview
    }

    /// Reads a batch and hands it over, in turn: each step is short, however many tasks there are.
    private func forEachBatch(
        matching filter: TaskFilter, in database: InspectedDatabase, until isOver: () -> Bool = { false },
        _ body: ([TaskSummary]) throws(StoreError) -> Void
    ) throws(StoreError) {
        for state in filter.state.map({ [$0] }) ?? states {
            var filter = filter
            filter.state = state
            var sweep: TaskSweep? = TaskSweep(filter)
            while let current = sweep, !isOver() {
                let step = try database.store.step(of: current, examining: Self.batch)
                let tasks = step.tasks.filter { $0.state == state }
                if !tasks.isEmpty { try body(tasks) }
                sweep = step.next
            }
        }
    }
}

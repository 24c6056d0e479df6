#if PostgreSQL
import Platform
package import TaskModel

// Tasks whose identifiers were given to callers before they could be stored.
//
// Before such a task is stored, an equal task may be stored first. Then nothing is stored, and the identifier becomes
// an alias of the other task. An alias is a row among the keys, as if the identifier were a key that the other task
// holds. It is deleted with the task.

extension PostgresConnection {
    /// Stores tasks whose identifiers callers already have.
    ///
    /// Whether a unique task is stored is decided now, and not when its identifier was returned.
    ///
    /// - Parameter tasks: The tasks, in order.
    /// - Returns: The tasks that were stored.
    /// - Throws: `StoreError`.
    package func insert(reservedID tasks: [NewTask]) throws(StoreError) -> [NewTask] {
        let results = try insertAll(tasks)
        try addAliases(zip(tasks, results).map { ($0.0.id, $0.1) })
        return zip(tasks, results).filter { $0.1 == .stored }.map(\.0)
    }

    /// Stores a task whose identifier a caller already has.
    ///
    /// - Parameter task: The task.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func insert(reservedID task: NewTask) throws(StoreError) -> InsertResult {
        let result = try insert(task)
        try addAliases([(task.id, result)])
        return result
    }

    /// Makes the identifiers of tasks that were not stored lead to the equal ones.
    func addAliases(_ results: [(id: TaskID, result: InsertResult)]) throws(StoreError) {
        var holders: [TaskID: TaskID] = [:]
        for (id, result) in results {
            // A retried insert whose commit was not acknowledged finds its own row.
            if case .existing(let holder) = result, holder != id { holders[id] = holder }
        }
        try take(
            holders.map { id, holder in (UniqueKey(key: Self.aliasKey(id), scope: .untilFinished), holder) })
    }

    /// The task that an identifier without a row of its own is an alias of.
    func original(of id: TaskID) throws(StoreError) -> TaskID? {
        try holder(of: Self.aliasKey(id), at: .epoch)
    }

    /// The key of an alias; functions' keys begin with a name.
    private static func aliasKey(_ id: TaskID) -> String {
        "=" + id.description
    }
}
#endif

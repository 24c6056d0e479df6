import Platform
package import TaskModel

// Tasks whose identifiers were given to callers before they could be stored.
//
// Before such a task is stored, an equal task may be stored first. Then nothing is stored, and the identifier becomes
// an alias of the other task. An alias is a row among the keys, as if the identifier were a key that the other task
// holds. It is deleted with the task.

extension Connection {
    /// Stores tasks whose identifiers callers already have.
    ///
    /// Whether a unique task is stored is decided now, and not when its identifier was returned.
    ///
    /// - Parameter tasks: The tasks, in order.
    /// - Returns: The tasks that were stored.
    /// - Throws: `StoreError`.
    package func insert(reservedID tasks: [NewTask]) throws(StoreError) -> [NewTask] {
        var stored: [NewTask] = []
        for task in tasks where try insert(reservedID: task) == .stored { stored.append(task) }
        return stored
    }

    /// Stores a task whose identifier a caller already has.
    ///
    /// - Parameter task: The task.
    /// - Returns: The result.
    /// - Throws: `StoreError`.
    package func insert(reservedID task: NewTask) throws(StoreError) -> InsertResult {
        let insertion = try insert(task)
        // A retried insert whose commit was not acknowledged finds its own row.
        if case .existing(let holder) = insertion, holder != task.id {
            try take(UniqueKey(key: Self.aliasKey(task.id), scope: .untilFinished), for: holder)
        }
        return insertion
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

// Tasks whose identifiers were given to callers before they could be stored.
//
// Until one is, an equal task may come first: then nothing is stored, and the identifier stands for the other task. Such
// a stand-in is a row among the keys, as if the identifier were a key which that task holds. It goes with the task.

extension Connection {
    /// Stores tasks whose identifiers were given out before.
    ///
    /// Whether a unique one is stored is decided now, and not when it was promised.
    ///
    /// - Parameter tasks: what to store, in order.
    /// - Returns: those that were stored.
    /// - Throws: `StoreError`.
    package func insert(promised tasks: [NewTask]) throws(StoreError) -> [NewTask] {
        var stored: [NewTask] = []
        for task in tasks where try insert(promised: task) == .stored { stored.append(task) }
        return stored
    }

    /// Stores a task whose identifier was given out before.
    ///
    /// - Parameter task: what to store.
    /// - Returns: what became of it.
    /// - Throws: `StoreError`.
    package func insert(promised task: NewTask) throws(StoreError) -> Insertion {
        let insertion = try insert(task)
        // A task that is stored once more, since nobody knew that it was, meets itself.
        if case .existing(let holder) = insertion, holder != task.id {
            try take(UniqueKey(key: Self.standIn(task.id), rule: .untilFinished), for: holder)
        }
        return insertion
    }

    /// The task that an identifier without a row of its own stands for.
    func original(of id: NewTask.Identifier) throws(StoreError) -> NewTask.Identifier? {
        try holder(of: Self.standIn(id), at: 0)
    }

    /// The key by which an identifier stands for a task; those of functions begin with a name.
    private static func standIn(_ id: NewTask.Identifier) -> String {
        "=" + TaskIdentifier.text(of: id)
    }
}

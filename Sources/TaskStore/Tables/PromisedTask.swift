/// A task whose identifier was given to a caller before it could be stored.
///
/// Until it is, an equal task may come first: then nothing is stored, and the identifier stands for the other task.
/// Such a stand-in is a row among the keys, as if the identifier were a key which that task holds.
package struct PromisedTask: Sendable {
    package var task: NewTask
    /// What the caller was given: the task's own identifier, or that of an equal one that stood then.
    package var promised: NewTask.Identifier

    package init(_ task: NewTask, promised: NewTask.Identifier) {
        self.task = task
        self.promised = promised
    }

    /// A task whose own identifier was given out.
    package init(_ task: NewTask) {
        self.init(task, promised: task.id)
    }
}

extension Connection {
    /// Stores tasks whose identifiers were given out before.
    ///
    /// Whether a unique one is stored is decided now, and not when it was promised.
    ///
    /// - Parameter tasks: what to store, in order.
    /// - Returns: those that were stored.
    /// - Throws: `StoreError`.
    package func insert(_ tasks: [PromisedTask]) throws(StoreError) -> [NewTask] {
        var stored: [NewTask] = []
        for entry in tasks where try insert(entry) == .stored { stored.append(entry.task) }
        return stored
    }

    /// Stores a task whose identifier was given out before.
    ///
    /// - Parameter entry: what to store.
    /// - Returns: what became of it.
    /// - Throws: `StoreError`.
    package func insert(_ entry: PromisedTask) throws(StoreError) -> Insertion {
        let insertion = try insert(entry.task)
        // An identifier that was promised of another task names a row; only a new one would name nothing.
        if case .existing(let holder) = insertion, entry.promised == entry.task.id {
            try take(UniqueKey(key: Self.standIn(entry.task.id), rule: .untilFinished), for: holder)
        }
        return insertion
    }

    /// The task that an identifier without a row of its own stands for.
    func original(of id: NewTask.Identifier) throws(StoreError) -> NewTask.Identifier? {
        try holder(of: Self.standIn(id), at: 0)
    }

    /// Forgets identifiers that stand for tasks which are gone.
    ///
    /// They come about where two callers meet at one moment, so there are few, and all are looked at.
    func deleteStandIns() throws(StoreError) {
        try statement(
            """
            DELETE FROM autocron_keys WHERE key GLOB '=????????-????-????-????-????????????' \
            AND NOT EXISTS (SELECT 1 FROM autocron_tasks WHERE uuid = autocron_keys.task)
            """
        ).run()
    }

    /// The key by which an identifier stands for a task; those of functions begin with a name.
    private static func standIn(_ id: NewTask.Identifier) -> String {
        "=" + TaskIdentifier.text(of: id)
    }
}

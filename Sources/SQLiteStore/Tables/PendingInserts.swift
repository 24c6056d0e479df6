package import TaskModel

extension Connection {
    /// Stores tasks in their order; those that need only a row are stored many at once.
    package func insert(_ tasks: [PendingInsert]) throws(StoreError) -> [InsertResult] {
        var insertions: [InsertResult] = []
        var rest = tasks[...]
        while let entry = rest.first {
            let plain = rest.prefix { $0.task.isPlain }
            if plain.isEmpty {
                insertions.append(try insert(entry))
                rest.removeFirst()
            } else {
                try insertPlain(plain)
                insertions += repeatElement(.stored, count: plain.count)
                rest = rest.dropFirst(plain.count)
            }
        }
        return insertions
    }

    /// Stores a task; if no caller waits for its identifier, the call has returned one already.
    private func insert(_ entry: PendingInsert) throws(StoreError) -> InsertResult {
        try entry.completion == nil ? insert(reservedID: entry.task) : insert(entry.task)
    }
}

import TaskModel

extension Autocron {
    /// Stores the calls inside a closure through the application's own PostgreSQL driver, as part of its open transaction:
    /// task and data are committed together, or neither is.
    ///
    /// ```swift
    /// try await connection.withTransaction { transaction in
    ///     try await transaction.query("INSERT INTO orders …")
    ///     try await Autocron.transaction(executing: { sql, parameters in
    ///         try await transaction.query(sql, parameters)
    ///     }) {
    ///         try await sendReceipt(for: order.id)
    ///     }
    /// }
    /// ```
    ///
    /// All calls are stored by one statement, which calls the function `enqueue` among the library's tables, when the closure
    /// has returned. If the closure throws, nothing is executed, and the transaction stays as it was. If the statement is
    /// refused, PostgreSQL refuses all further statements of the transaction too, so its owner rolls it back. After a
    /// ROLLBACK nothing has happened.
    ///
    /// The driver must be in a transaction on the database that `Autocron.start` was given, with a role that may execute
    /// `enqueue`. The isolation level and time limits are those of the owner's session. If another transaction is just
    /// storing a task with the same unique key, the statement waits for its end.
    ///
    /// The library does not see the driver's COMMIT. So this process looks 20, 100 and 500 ms later whether the tasks are
    /// there, and then tells the host; those of a transaction that takes longer are found by the hosts, which look by themselves.
    ///
    /// Handles that calls return are valid after the COMMIT; after a ROLLBACK they throw ``TaskError/unknown``. Inside the
    /// closure, and before the COMMIT, their tasks cannot be awaited; a call in the closure that waits for its result throws
    /// ``TaskError/wouldDeadlock``.
    ///
    /// - Parameters:
    ///   - execute: executes one statement in the open transaction, with `$1` in it for the first of the parameters, which
    ///     are texts. It is called at most once, and what it returns is ignored.
    ///   - notifies: whether the transaction itself notifies all hosts when it is committed. They hear of it at once
    ///     then, even if it stays open for long. But PostgreSQL lets only one transaction of the whole server that
    ///     notifies commit at a time, which limits how many can in a second.
    ///   - body: makes the calls; for a delay, a queue or a priority, put `Autocron.enqueue(after:)` into it.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws, and what `execute` throws; ``AutocronError`` with the code `otherDatabase`, before
    ///   the closure has run, if tasks are stored in a file; ``TaskError/notStarted`` before `start`.
    nonisolated(nonsending)
        public static func transaction<R, Answer>(
            executing execute: nonisolated(nonsending) (_ sql: String, _ parameters: [String]) async throws -> Answer,
            notifies: Bool = false,
            _ body: nonisolated(nonsending) () async throws -> R
        ) async throws -> R
    {
        let transaction = try ServerTransaction(notifies: notifies)
        let scope = EnqueueScope.transaction()
        // Nothing more is collected once the closure is left.
        defer { _ = scope.end() }
        let result = try await scope.run(body)
        let tasks = scope.end()
        guard !tasks.isEmpty else { return result }
        _ = try await execute(transaction.statement.sql, try transaction.parameters(for: tasks))
        if !notifies { transaction.runtime.commits.poll.expect(tasks, at: transaction.runtime.now()) }
        return result
    }
}

/// What is started in this process, and the statement of its store.
private struct ServerTransaction {
    let runtime: Runtime
    let statement: any EnqueueStatement

    init(notifies: Bool) throws {
        guard let runtime = CurrentRuntime.value else { throw TaskError.notStarted }
        self.runtime = runtime
        do throws(StoreError) {
            statement = try runtime.store.enqueueStatement(notifies: notifies)
        } catch {
            throw AutocronError(error)
        }
    }

    func parameters(for tasks: [NewTask]) throws(TaskError) -> [String] {
        do {
            return try statement.parameters(for: tasks)
        } catch {
            throw TaskError(error)
        }
    }
}

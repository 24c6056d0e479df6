import TaskModel

extension Autocron {
    /// Stores all calls inside a closure in one transaction, at its end: all of them or, if the closure throws, none.
    ///
    /// ```swift
    /// try await Autocron.transaction {
    ///     try await sendWelcome(to: "ada@example.org")
    ///     countVisit(of: "/welcome")
    /// }
    /// ```
    ///
    /// Handles that calls return are valid, but their tasks cannot be awaited inside. A call that waits for its result
    /// throws ``TaskError/wouldDeadlock``. Whether a unique task is stored is decided at the end, with all others. Its
    /// handle has an identifier of its own, and leads to the equal task from then on.
    ///
    /// For a delay, a queue or a priority, put `Autocron.enqueue(after:)` inside or around it. Inside another transaction,
    /// its tasks are part of that.
    ///
    /// - Parameter body: makes the calls.
    /// - Returns: what the closure returns, when the tasks are on disk.
    /// - Throws: what the closure throws; ``TaskError/notStored(_:)`` if the tasks cannot be stored;
    ///   ``TaskError/notStarted`` before `start`.
    nonisolated(nonsending)
        public static func transaction<R>(
            _ body: nonisolated(nonsending) () async throws -> R
        ) async throws -> R
    {
        let scope = EnqueueScope.transaction()
        let result: R
        do {
            result = try await scope.run(body)
        } catch {
            _ = scope.end()
            throw error
        }
        try await CallStore.storeTogether(scope.end())
        return result
    }

    /// Stores the calls inside a closure through the application's own connection, as part of its open transaction: task
    /// and data are committed together, or neither is.
    ///
    /// ```swift
    /// try database.write { db in
    ///     try order.insert(db)
    ///     try Autocron.transaction(on: db.sqliteConnection!) {
    ///         try sendReceipt(for: order.id)
    ///     }
    /// }
    /// ```
    ///
    /// The tasks are written when the closure has returned. If it throws, or one of them cannot be written, none is. The
    /// transaction then stays as the closure's other statements have left it, and its owner commits it or rolls it back.
    /// The tasks run soon after the COMMIT, which the owner need not announce: the library waits for the transaction's end.
    /// (If the process dies in the moment between, the pool finds them within a minute.) After a ROLLBACK nothing has
    /// happened.
    ///
    /// The connection must have the database open that `Autocron.start` was given, and be in a transaction. Begin it with
    /// `BEGIN IMMEDIATE`, since one that begins by reading may be refused when it first writes. Give it a busy handler
    /// that sleeps for a millisecond at a time: SQLite's own `busy_timeout` sleeps up to 100 ms, and beside busy workers
    /// it may miss the lock for seconds. The library changes nothing about the connection but what `sqlite3_changes` and
    /// `sqlite3_total_changes` tell, and the connection's settings decide how durable the commit is. A connection that has
    /// been closed cannot be told from one that is open; to lend one is undefined behavior, as it is everywhere in SQLite.
    ///
    /// - Warning: The connection must come from the same `libsqlite3` that this library is linked to. A library that is
    ///   built with a copy of SQLite of its own, as SQLiteNIO is and Fluent with it, must not lend its connection, which
    ///   is undefined behavior too, nor share the file in one process: the two copies' locks would undo each other.
    ///
    /// Handles that calls return are valid after the COMMIT. Inside the closure, and before the COMMIT, their tasks
    /// cannot be awaited; a call in the closure that waits for its result throws ``TaskError/wouldDeadlock``.
    ///
    /// - Parameters:
    ///   - connection: the connection, as `sqlite3_open` gave it, which nothing else uses meanwhile.
    ///   - body: makes the calls; for a delay, a queue or a priority, put `Autocron.enqueue(after:)` into it.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws; ``AutocronError`` if the connection cannot be used so, and before the closure
    ///   has run if that can be known; ``TaskError`` if the tasks cannot be written, or autocron is not started.
    public static func transaction<R>(on connection: OpaquePointer, _ body: () throws -> R) throws -> R {
        let transaction = try unsafe ApplicationTransaction(connection)
        let scope = EnqueueScope.transaction()
        // Nothing more is collected once the closure is left.
        defer { _ = scope.end() }
        let result = try scope.run(body)
        try transaction.store(scope.end())
        return result
    }

    /// Stores the calls inside a closure through the application's own connection, as part of its open transaction; see
    /// the synchronous form.
    ///
    /// - Parameters:
    ///   - connection: the connection, as `sqlite3_open` gave it, which nothing else uses meanwhile.
    ///   - body: makes the calls.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws; ``AutocronError`` if the connection cannot be used so; ``TaskError`` if the
    ///   tasks cannot be written, or autocron is not started.
    nonisolated(nonsending)
        public static func transaction<R>(
            on connection: OpaquePointer, _ body: nonisolated(nonsending) () async throws -> R
        ) async throws -> R
    {
        let transaction = try unsafe ApplicationTransaction(connection)
        let scope = EnqueueScope.transaction()
        defer { _ = scope.end() }
        let result = try await scope.run(body)
        try transaction.store(scope.end())
        return result
    }
}

/// The application's connection, and what is started in this process.
private struct ApplicationTransaction {
    let runtime: Runtime
    let transaction: any BorrowedTransaction

    init(_ handle: OpaquePointer) throws {
        guard let runtime = CurrentRuntime.value else { throw TaskError.notStarted }
        self.runtime = runtime
        do throws(StoreError) {
            transaction = try unsafe runtime.store.borrow(handle)
        } catch {
            throw AutocronError(error)
        }
    }

    /// Writes tasks, and has the pool told of them when they are committed.
    func store(_ tasks: [NewTask]) throws {
        guard !tasks.isEmpty else { return }
        do throws(StoreError) {
            let stored = try transaction.insertReserved(tasks)
            runtime.commits.expect(stored, at: runtime.now())
        } catch {
            if error.code == .noTransaction { throw AutocronError(error) }
            throw TaskError(error)
        }
    }
}

extension CallStore {
    /// Stores tasks in one transaction.
    static func storeTogether(_ tasks: [NewTask]) async throws(TaskError) {
        guard !tasks.isEmpty else { return }
        // Inside `transaction(on:)` the caller's connection holds the write lock, and a second transaction would wait for
        // it for ever.
        if let scope = EnqueueScope.current, scope.collect(tasks) { return }
        guard let runtime = CurrentRuntime.value else { throw .notStarted }
        let stored: [NewTask]
        do {
            stored = try await runtime.write { store, wait throws(StoreError) in
                try store.insertReserved(tasks, wait: wait)
            }
        } catch {
            throw TaskError(error)
        }
        runtime.listener.notify(stored.map(\.runAt), at: runtime.now())
        if runtime.store.isMaintenanceDue(.pool) { runtime.listener.maintenanceDue() }
    }
}

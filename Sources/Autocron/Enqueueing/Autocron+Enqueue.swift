public import Foundation
import TaskStore

extension Autocron {
    /// Lets the calls inside a closure wait before they run.
    ///
    /// ```swift
    /// try await Autocron.enqueue(after: .seconds(60), priority: .low) {
    ///     try await remind(user: 42)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - delay: the time from the call to the first attempt; it takes the place of the function's own delay.
    ///   - priority: takes the place of the function's own.
    ///   - queue: takes the place of the function's own.
    ///   - uniqueKey: while a task of the same function with the same key is unfinished, a call stores nothing and
    ///     returns that task's handle. A function with a rule `unique:` of its own applies that rule to the key.
    ///   - body: makes the calls.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    nonisolated(nonsending)
        public static func enqueue<R, E: Error>(
            after delay: Duration, priority: TaskPriority? = nil, queue: String? = nil, uniqueKey: String? = nil,
            _ body: nonisolated(nonsending) () async throws(E) -> R
        ) async throws(E) -> R
    {
        let options = EnqueueOptions(time: .after(delay), priority: priority, queue: queue, uniqueKey: uniqueKey)
        return try await EnqueueScope.options(options).run(body)
    }

    /// Lets the calls inside a closure wait before they run; see the asynchronous form.
    ///
    /// - Parameters:
    ///   - delay: the time from the call to the first attempt.
    ///   - priority: takes the place of the function's own.
    ///   - queue: takes the place of the function's own.
    ///   - uniqueKey: keeps equal tasks from being stored twice.
    ///   - body: makes the calls.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    public static func enqueue<R, E: Error>(
        after delay: Duration, priority: TaskPriority? = nil, queue: String? = nil, uniqueKey: String? = nil,
        _ body: () throws(E) -> R
    ) throws(E) -> R {
        let options = EnqueueOptions(time: .after(delay), priority: priority, queue: queue, uniqueKey: uniqueKey)
        return try EnqueueScope.options(options).run(body)
    }

    /// Lets the calls inside a closure run at an instant, or as soon as possible if that is over.
    ///
    /// - Parameters:
    ///   - date: when the first attempt is due.
    ///   - priority: takes the place of the function's own.
    ///   - queue: takes the place of the function's own.
    ///   - uniqueKey: keeps equal tasks from being stored twice.
    ///   - body: makes the calls.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    nonisolated(nonsending)
        public static func enqueue<R, E: Error>(
            at date: Date, priority: TaskPriority? = nil, queue: String? = nil, uniqueKey: String? = nil,
            _ body: nonisolated(nonsending) () async throws(E) -> R
        ) async throws(E) -> R
    {
        let options = EnqueueOptions(time: .at(date), priority: priority, queue: queue, uniqueKey: uniqueKey)
        return try await EnqueueScope.options(options).run(body)
    }

    /// Lets the calls inside a closure run at an instant; see the asynchronous form.
    ///
    /// - Parameters:
    ///   - date: when the first attempt is due.
    ///   - priority: takes the place of the function's own.
    ///   - queue: takes the place of the function's own.
    ///   - uniqueKey: keeps equal tasks from being stored twice.
    ///   - body: makes the calls.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    public static func enqueue<R, E: Error>(
        at date: Date, priority: TaskPriority? = nil, queue: String? = nil, uniqueKey: String? = nil,
        _ body: () throws(E) -> R
    ) throws(E) -> R {
        let options = EnqueueOptions(time: .at(date), priority: priority, queue: queue, uniqueKey: uniqueKey)
        return try EnqueueScope.options(options).run(body)
    }

    /// Stores all calls inside a closure in one transaction, at its end: all of them or, if the closure throws, none.
    ///
    /// Handles that calls return are valid, but their tasks cannot be awaited inside; a call that waits for its result
    /// throws ``TaskError/waitsForItself``. Whether a unique task is stored is decided at the end, with all others; its
    /// handle has an identifier of its own, and leads to the equal task from then on. Inside another transaction, its tasks are part of that.
    ///
    /// - Parameter body: makes the calls.
    /// - Returns: what the closure returns, when the tasks are on disk.
    /// - Throws: what the closure throws, or ``TaskError`` if the tasks cannot be stored.
    nonisolated(nonsending)
        public static func enqueue<R>(_ body: nonisolated(nonsending) () async throws -> R) async throws -> R
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
}

extension CallStore {
    /// Stores tasks in one transaction.
    static func storeTogether(_ tasks: [NewTask]) async throws(TaskError) {
        guard !tasks.isEmpty else { return }
        // Inside the transaction of somebody else's connection, a second one would wait for that for ever.
        if let scope = EnqueueScope.current, scope.collect(tasks) { return }
        guard let runtime = CurrentRuntime.value else { throw .notStarted }
        let stored: [NewTask]
        do {
            stored = try await runtime.write { connection throws(StoreError) in try connection.insert(promised: tasks) }
        } catch {
            throw TaskError(error)
        }
        runtime.listener.announce(stored.map(\.runAt), at: runtime.now())
        if runtime.store.logFrames > WriteAheadLog.limit { runtime.listener.logGrown() }
    }
}

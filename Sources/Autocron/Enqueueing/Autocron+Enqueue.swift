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
        return try await inScope(EnqueueScope.options(options), body)
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
        return try inScope(EnqueueScope.options(options), body)
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
        return try await inScope(EnqueueScope.options(options), body)
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
        return try inScope(EnqueueScope.options(options), body)
    }

    /// Stores all calls inside a closure in one transaction, at its end: all of them or, if the closure throws, none.
    ///
    /// Handles that calls return are valid, but their tasks cannot be awaited inside; a call that waits for its result
    /// throws ``TaskError/waitsForItself``.
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
            result = try await inScope(scope, body)
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
        guard let runtime = CurrentRuntime.value else { throw .notStarted }
        do {
            try runtime.store.write { connection throws(StoreError) in
                for task in tasks { _ = try connection.insert(task) }
            }
        } catch {
            throw TaskError(error)
        }
        runtime.listener.announce(tasks, at: runtime.now())
    }
}

/// Runs a closure inside a scope, and passes its typed error on, which `withValue` would erase.
nonisolated(nonsending)
    private func inScope<R, E: Error>(
        _ scope: EnqueueScope, _ body: nonisolated(nonsending) () async throws(E) -> R
    ) async throws(E) -> R
{
    let result: Result<R, E> = await EnqueueScope.$current.withValue(scope) {
        do throws(E) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

private func inScope<R, E: Error>(_ scope: EnqueueScope, _ body: () throws(E) -> R) throws(E) -> R {
    let result: Result<R, E> = EnqueueScope.$current.withValue(scope) {
        do throws(E) {
            return .success(try body())
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

public import Foundation

extension Autocron {
    /// Gives options to the calls inside a closure.
    ///
    /// ```swift
    /// try await Autocron.enqueue(after: .seconds(60), priority: .low) {
    ///     try await remind(user: 42)
    /// }
    /// ```
    ///
    /// An option that is left out is that of the surrounding closure, if there is one, and else the function's own. Without
    /// any option the calls mean what they mean outside of it. Each call is stored for itself: to store several together,
    /// use ``transaction(_:)``.
    ///
    /// - Parameters:
    ///   - delay: the time from the call to the first attempt. It takes the place of the function's own delay; nil leaves
    ///     that as it is.
    ///   - priority: takes the place of the function's own.
    ///   - queue: takes the place of the function's own.
    ///   - uniqueKey: while a task of the same function with the same key is unfinished, a call stores nothing and
    ///     returns that task's handle. A function with a rule `unique:` of its own applies that rule to the key.
    ///   - body: makes the calls.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    nonisolated(nonsending)
        public static func enqueue<R, E: Error>(
            after delay: Duration? = nil, priority: TaskPriority? = nil, queue: String? = nil, uniqueKey: String? = nil,
            _ body: nonisolated(nonsending) () async throws(E) -> R
        ) async throws(E) -> R
    {
        let options = EnqueueOptions(
            time: delay.map { .after($0) }, priority: priority, queue: queue, uniqueKey: uniqueKey)
        return try await EnqueueScope.options(options).run(body)
    }

    /// Gives options to the calls inside a closure; see the asynchronous form.
    ///
    /// - Parameters:
    ///   - delay: the time from the call to the first attempt; nil leaves the function's own.
    ///   - priority: takes the place of the function's own.
    ///   - queue: takes the place of the function's own.
    ///   - uniqueKey: keeps equal tasks from being stored twice.
    ///   - body: makes the calls.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    public static func enqueue<R, E: Error>(
        after delay: Duration? = nil, priority: TaskPriority? = nil, queue: String? = nil, uniqueKey: String? = nil,
        _ body: () throws(E) -> R
    ) throws(E) -> R {
        let options = EnqueueOptions(
            time: delay.map { .after($0) }, priority: priority, queue: queue, uniqueKey: uniqueKey)
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
}

import Foundation
import Platform
import TaskModel

extension CallStore {
    /// Makes the row of a call: the function's options, overridden by those of the enclosing scope.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - id: The task's identifier.
    ///   - runtime: The runtime, if the library is started.
    ///   - scope: The options of the enclosing closure.
    /// - Throws: `TaskError.invalidArguments`.
    static func newTask(
        _ call: TaskCall, id: TaskID, _ runtime: Runtime?, _ scope: EnqueueOptions = EnqueueOptions()
    ) throws(TaskError) -> NewTask {
        try CallLimits.check(call, scope, size: (runtime?.limits ?? .standard).arguments)
        let options = (runtime?.registry ?? .shared).storedOptions(of: call.name)
        let now = runtime?.now() ?? .now()
        return NewTask(
            id: id, name: call.name, arguments: call.arguments, created: now,
            runAt: scope.runAt(now: now) ?? now + options.delay, queue: scope.queue ?? options.queue,
            priority: scope.priority.map { Priority($0) } ?? options.priority, maxAttempts: options.maxAttempts,
            retryDelay: options.retryDelay,
            uniqueness: key(call, options.unique, scope, now: now)
        )
    }

    private static func key(
        _ call: TaskCall, _ rule: Uniqueness, _ scope: EnqueueOptions, now: WallTime
    ) -> UniqueKey? {
        guard rule != .none || scope.uniqueKey != nil else { return nil }
        // The caller's key counts until the task ends, unless the function has a rule of its own.
        let text = scope.uniqueKey.map { "\(call.name)|\($0)" } ?? "\(call.name)(\(Digest.of(call.arguments)))"
        return switch rule.kind {
        case .none: scope.uniqueKey.map { _ in UniqueKey(key: text, scope: .untilFinished) }
        case .whileWaiting: UniqueKey(key: text, scope: .whileWaiting)
        case .untilFinished: UniqueKey(key: text, scope: .untilFinished)
        case .lasting(let span): UniqueKey(key: text, scope: .lasting, until: now + span)
        }
    }
}

/// A function's options for its tasks, as they are stored.
struct StoredOptions: Sendable {
    var delay: Duration
    var queue: String
    var priority: Priority
    var maxAttempts: Int64
    var retryDelay: RetryDelay
    var unique: Uniqueness

    init(_ options: TaskOptions) {
        delay = max(.zero, options.delay)
        queue = options.queue
        priority = Priority(options.priority)
        maxAttempts = options.maxAttempts
        retryDelay = options.backoff.retryDelay
        unique = options.unique
    }
}

extension Priority {
    /// The priority that the queue distinguishes; a value between two of them counts as the lower one.
    init(_ priority: TaskPriority) {
        self =
            switch priority {
            case .high...: .high
            case .medium...: .medium
            case .low...: .low
            default: .background
            }
    }
}

extension Backoff {
    /// The stored rule; negative waits count as none.
    var retryDelay: RetryDelay {
        switch kind {
        case .exponential(let first, let longest):
            .exponential(first: max(0, first.microseconds), longest: max(0, longest.microseconds))
        case .constant(let wait): .constant(max(0, wait.microseconds))
        case .custom(let waits): .custom(waits.map { max(0, $0.microseconds) })
        }
    }
}

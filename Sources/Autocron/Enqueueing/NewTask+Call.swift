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
        _ call: TaskCall, id: NewTask.Identifier, _ runtime: Runtime?, _ scope: EnqueueOptions = EnqueueOptions()
    ) throws(TaskError) -> NewTask {
        try CallLimits.check(call, scope, size: (runtime?.limits ?? .standard).arguments)
        let options = (runtime?.registry ?? .shared).storedOptions(of: call.name)
        let now = runtime?.now() ?? .now()
        return NewTask(
            id: id, name: call.name, arguments: call.arguments, created: now,
            runAt: scope.runAt(now: now) ?? now + options.delay, queue: scope.queue ?? options.queue,
            level: scope.priority?.level ?? options.level, attempts: options.attempts, retryDelay: options.retryDelay,
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
    var level: Int64
    var attempts: Int64
    var retryDelay: RetryDelay
    var unique: Uniqueness

    init(_ options: TaskOptions) {
        delay = max(.zero, options.delay)
        queue = options.queue
        level = options.priority.level
        attempts = options.attempts
        retryDelay = options.backoff.retryDelay
        unique = options.unique
    }
}

extension TaskPriority {
    /// One of the four levels that the queue distinguishes; a value between two of them counts as the lower one.
    var level: Int64 {
        switch self {
        case .high...: 0
        case .medium...: 1
        case .low...: 2
        default: 3
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

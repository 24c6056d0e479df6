import Foundation
import Platform
import TaskModel

extension NewTask {
    /// The task of a call: the function's options, overridden by those of the enclosing scope.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - id: The task's identifier.
    ///   - runtime: The runtime, if the library is started.
    ///   - scope: The options of the enclosing closure.
    /// - Throws: `TaskError.invalidArguments`.
    init(
        of call: TaskCall, id: TaskID, runtime: Runtime?, scope: EnqueueOptions = EnqueueOptions()
    ) throws(TaskError) {
        try CallLimits.check(call, scope, size: (runtime?.limits ?? .standard).arguments)
        let options = (runtime?.registry ?? .shared).storedOptions(of: call.name)
        let now = runtime?.now() ?? .now()
        self.init(
            id: id, name: call.name, arguments: call.arguments, created: now,
            runAt: scope.runAt(now: now) ?? now + options.delay, queue: scope.queue ?? options.queue,
            priority: scope.priority.map { Priority($0) } ?? options.priority, maxAttempts: options.maxAttempts,
            retryDelay: options.retryDelay,
            uniqueness: Self.key(call, options.unique, scope, now: now)
        )
    }

    private static func key(
        _ call: TaskCall, _ uniqueness: Uniqueness, _ scope: EnqueueOptions, now: WallTime
    ) -> UniqueKey? {
        guard uniqueness != .none || scope.uniqueKey != nil else { return nil }
        // The caller's key counts until the task ends, unless the function has a uniqueness of its own.
        let text = scope.uniqueKey.map { "\(call.name)|\($0)" } ?? "\(call.name)(\(Digest.of(call.arguments)))"
        return switch uniqueness.kind {
        case .none: scope.uniqueKey.map { _ in UniqueKey(key: text, scope: .untilFinished) }
        case .whileWaiting: UniqueKey(key: text, scope: .whileWaiting)
        case .untilFinished: UniqueKey(key: text, scope: .untilFinished)
        case .lasting(let span): UniqueKey(key: text, scope: .lasting, until: now + span)
        }
    }
}

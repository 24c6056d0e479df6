import Platform
import TaskModel

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

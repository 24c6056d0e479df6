/// The arguments of a `@Delay` attribute.
///
/// The expansion passes the attribute's argument list on word for word, so the parameters are those of the macro.
public struct _DelayOptions: Sendable {
    let options: TaskOptions

    /// Takes an attribute's arguments.
    ///
    /// The plugin refuses literals out of range; what it cannot see, such as a negative constant, traps here when the
    /// program starts.
    public init(
        weeks: Int = 0, days: Int = 0, hours: Int = 0, minutes: Int = 0, seconds: Double = 0, retries: Int = 0,
        backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
        priority: TaskPriority = .medium, unique: Uniqueness = .none, name: String? = nil
    ) {
        let hours = (weeks * 7 + days) * 24 + hours
        let delay = Duration.seconds((hours * 60 + minutes) * 60) + .seconds(seconds)
        precondition(delay >= .zero, "a '@Delay' cannot be negative")
        self.options = TaskOptions(
            delay: delay, retries: retries, backoff: backoff, timeout: timeout, queue: queue, priority: priority,
            unique: unique
        ).checked()
    }
}

extension TaskOptions {
    /// Traps on what no attribute may say.
    func checked() -> TaskOptions {
        precondition(retries >= 0, "'retries' cannot be negative")
        precondition(timeout.map { $0 > .zero } ?? true, "'timeout' must be longer than zero")
        precondition(!queue.isEmpty, "'queue' cannot be empty")
        return self
    }
}

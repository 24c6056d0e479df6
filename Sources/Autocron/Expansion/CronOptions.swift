public import CronSchedule

/// The arguments of a `@Cron` attribute.
public struct _CronOptions: Sendable {
    let options: TaskOptions
    let recurrence: RecurrenceRequest
}

// The expansion passes the attribute's argument list on word for word, so there is a function for each declaration of
// the macro, with the same parameters. They are functions, because initializers are not found in a file with a `private
// import`.

/// Takes the arguments of `@Cron("…")`.
public func _cronOptions(
    _ expression: String, timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
    jitter: Duration = .zero, retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil,
    queue: String = "default", priority: TaskPriority = .medium, name: String? = nil
) -> _CronOptions {
    _CronOptions(
        options: TaskOptions(
            retries: retries, backoff: backoff, timeout: timeout, queue: queue, priority: priority
        ),
        recurrence: RecurrenceRequest(
            schedule: .expression(expression), timeZone: timeZone, missed: missed, overlap: overlap, jitter: jitter
        )
    )
}

/// Takes the arguments of `@Cron(minutes:hours:days:months:weekdays:)`.
public func _cronOptions(
    minutes: [Int]? = nil, hours: [Int]? = nil, days: [Int]? = nil, months: [Int]? = nil,
    weekdays: [Weekday]? = nil, timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
    jitter: Duration = .zero, retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil,
    queue: String = "default", priority: TaskPriority = .medium, name: String? = nil
) -> _CronOptions {
    _CronOptions(
        options: TaskOptions(
            retries: retries, backoff: backoff, timeout: timeout, queue: queue, priority: priority
        ),
        recurrence: RecurrenceRequest(
            schedule: .keywords(minutes: minutes, hours: hours, days: days, months: months, weekdays: weekdays),
            timeZone: timeZone, missed: missed, overlap: overlap, jitter: jitter
        )
    )
}

/// Takes the arguments of `@Cron(every:)`.
public func _cronOptions(
    every: Duration, missed: MissedRuns = .runOnce, overlap: Overlap = .skip, jitter: Duration = .zero,
    retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, name: String? = nil
) -> _CronOptions {
    _CronOptions(
        options: TaskOptions(
            retries: retries, backoff: backoff, timeout: timeout, queue: queue, priority: priority
        ),
        recurrence: RecurrenceRequest(
            schedule: .every(every), timeZone: nil, missed: missed, overlap: overlap, jitter: jitter
        )
    )
}

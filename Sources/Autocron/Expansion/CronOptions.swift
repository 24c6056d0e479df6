public import CronSchedule

/// The arguments of a `@Cron` attribute.
///
/// The expansion passes the attribute's argument list on word for word, so there is an initialiser for each declaration
/// of the macro, with the same parameters.
public struct _CronOptions: Sendable {
    let options: TaskOptions
    let recurrence: RecurrenceRequest

    /// Takes the arguments of `@Cron("…")`.
    public init(
        _ expression: String, timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
        jitter: Duration = .zero, retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil,
        queue: String = "default",
        priority: TaskPriority = .medium, name: String? = nil
    ) {
        self.options = TaskOptions(
            retries: retries, backoff: backoff, timeout: timeout, queue: queue, priority: priority
        )
        self.recurrence = RecurrenceRequest(
            schedule: .expression(expression), timeZone: timeZone, missed: missed, overlap: overlap, jitter: jitter
        )
    }

    /// Takes the arguments of `@Cron(minutes:hours:days:months:weekdays:)`.
    public init(
        minutes: [Int]? = nil, hours: [Int]? = nil, days: [Int]? = nil, months: [Int]? = nil,
        weekdays: [Weekday]? = nil, timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
        jitter: Duration = .zero, retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil,
        queue: String = "default",
        priority: TaskPriority = .medium, name: String? = nil
    ) {
        self.options = TaskOptions(
            retries: retries, backoff: backoff, timeout: timeout, queue: queue, priority: priority
        )
        self.recurrence = RecurrenceRequest(
            schedule: .keywords(minutes: minutes, hours: hours, days: days, months: months, weekdays: weekdays),
            timeZone: timeZone, missed: missed, overlap: overlap, jitter: jitter
        )
    }

    /// Takes the arguments of `@Cron(every:)`.
    public init(
        every: Duration, missed: MissedRuns = .runOnce, overlap: Overlap = .skip, jitter: Duration = .zero,
        retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
        priority: TaskPriority = .medium, name: String? = nil
    ) {
        self.options = TaskOptions(
            retries: retries, backoff: backoff, timeout: timeout, queue: queue, priority: priority
        )
        self.recurrence = RecurrenceRequest(
            schedule: .every(every), timeZone: nil, missed: missed, overlap: overlap, jitter: jitter
        )
    }
}

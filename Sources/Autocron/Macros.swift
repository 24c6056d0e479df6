public import CronSchedule

@attached(peer)
public macro Cron(
    _ expression: String, timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
    retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "CronMacro")

@attached(peer)
public macro Cron(
    minutes: [Int]? = nil, hours: [Int]? = nil, days: [Int]? = nil, months: [Int]? = nil, weekdays: [Weekday]? = nil,
    timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
    retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "CronMacro")

@attached(peer)
public macro Cron(
    every: Duration, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
    retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "CronMacro")

@attached(body)
@attached(peer)
public macro Delay(
    weeks: Int = 0, days: Int = 0, hours: Int = 0, minutes: Int = 0, seconds: Double = 0, retries: Int = 0,
    backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, unique: Uniqueness = .none, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "DelayMacro")

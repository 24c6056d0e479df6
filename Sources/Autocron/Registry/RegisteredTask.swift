internal import CronSchedule

/// One marked function, as its record registers it.
package struct RegisteredTask: Sendable {
    /// The stored name: `Module.Type.function(label:label:)`, or what the attribute's `name:` says.
    package var name: String
    /// Where the function is declared, as `Module/File.swift:12`; for messages.
    var location: String
    /// What the attribute says about every task of the function.
    var options: TaskOptions
    /// When the function recurs; nil for `@Delay`.
    var recurrence: RecurrenceRequest?
    /// Whether the function recurs.
    package var recurs: Bool { recurrence != nil }
    /// How long an attempt may take; nil for as long as it likes.
    package var timeout: Duration? { options.timeout }
    /// Decodes the arguments and calls the function, which by ``perform(_:id:arguments:)`` alone runs its body.
    var perform: @Sendable (_Arguments) async throws -> _EncodedResult?
}

/// What an attribute says about every task of its function.
struct TaskOptions: Sendable, Equatable {
    /// The time from the call to the first attempt.
    var delay: Duration = .zero
    /// How many attempts may follow the first one.
    var retries = 0
    /// The waits between attempts.
    var backoff = Backoff.exponential
    /// How long an attempt may take; nil for as long as it likes.
    var timeout: Duration?
    /// The queue's name.
    var queue = "default"
    /// How urgent the tasks are among those that are due.
    var priority = TaskPriority.medium
    /// Which calls with equal arguments are stored once only.
    var unique = Uniqueness.none

    /// How many attempts there may be in all; `retries: .max` means as many as it takes.
    var attempts: Int64 {
        Int64(clamping: min(retries, .max - 1)) + 1
    }

    /// What no attribute may say, in words; nil if all is well.
    ///
    /// The plugin has refused such literals already; this is for what it could not see, such as a negative constant.
    var problem: String? {
        if delay < .zero { return "its delay is \(delay); it cannot be negative" }
        if retries < 0 { return "'retries' is \(retries); it must be 0 or more" }
        if let timeout, timeout <= .zero { return "'timeout' is \(timeout); it must be longer than zero, or left out" }
        if queue.isEmpty { return "'queue' is empty; name the queue, or leave it out" }
        if queue.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "'queue' holds control characters, which no terminal shows; name the queue without them"
        }
        return backoff.problem ?? unique.problem
    }
}

/// When a function recurs, as its attribute says it; the runtime makes a schedule of it.
struct RecurrenceRequest: Sendable, Equatable {
    /// The three ways to say it.
    enum Schedule: Sendable, Equatable {
        /// A cron expression.
        case expression(String)
        /// Lists of values; nil means every one.
        case keywords(minutes: [Int]?, hours: [Int]?, days: [Int]?, months: [Int]?, weekdays: [Weekday]?)
        /// A fixed distance in time.
        case every(Duration)
    }

    /// When the function recurs.
    var schedule: Schedule
    /// The name of the time zone in which the schedule is read; nil for the machine's.
    var timeZone: String?
    /// What becomes of runs that nobody was there to start.
    var missed: MissedRuns
    /// What becomes of a run that is due while the previous one goes on.
    var overlap: Overlap
    /// How much later than its instant a run may start.
    var jitter = Duration.zero
}

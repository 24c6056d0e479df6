internal import CronSchedule

/// One marked function, as its record registers it.
package struct TaskFunction: Sendable {
    /// The stored name: `Module.Type.function(label:label:)`, or the value of the attribute's `name:`.
    package var name: String
    /// Where the function is declared, as `Module/File.swift:12`; for messages.
    var location: String
    /// The attribute's options for every task of the function.
    var options: TaskOptions
    /// When the function recurs; nil for `@Delay`.
    var recurrence: RecurrenceRequest?
    /// Whether the function recurs.
    package var recurs: Bool { recurrence != nil }
    /// The maximum duration of an attempt; nil for no limit.
    package var timeout: Duration? { options.timeout }
    /// Decodes the arguments and calls the function, whose body runs only if ``perform(_:id:arguments:)`` makes the
    /// call.
    var perform: @Sendable (_Arguments) async throws -> _EncodedResult?
}

/// An attribute's options for every task of its function.
struct TaskOptions: Sendable, Equatable {
    /// The time from the call to the first attempt.
    var delay: Duration = .zero
    /// How many attempts may follow the first one.
    var retries = 0
    /// The waits between attempts.
    var backoff = Backoff.exponential
    /// The maximum duration of an attempt; nil for no limit.
    var timeout: Duration?
    /// The queue's name.
    var queue = "default"
    /// The priority among tasks that are due.
    var priority = TaskPriority.medium
    /// Which calls with equal arguments are stored only once.
    var unique = Uniqueness.none

    /// The maximum number of attempts, the first included; `retries: .max` means without limit.
    var maxAttempts: Int64 {
        Int64(clamping: min(retries, .max - 1)) + 1
    }

    /// An invalid option, in words; nil if all are valid.
    ///
    /// The plugin has refused invalid literals already; this finds what the plugin cannot see, such as a negative
    /// constant.
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

/// When a function recurs, as its attribute specifies it; the runtime makes a schedule of it.
struct RecurrenceRequest: Sendable, Equatable {
    /// The three ways to specify a schedule.
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
    /// The name of the schedule's time zone; nil for the machine's.
    var timeZone: String?
    /// The policy for runs that no process started in time.
    var missed: MissedRuns
    /// The policy for a run that is due while the previous one is unfinished.
    var overlap: Overlap
    /// The maximum random delay of a run after its instant.
    var jitter = Duration.zero
}

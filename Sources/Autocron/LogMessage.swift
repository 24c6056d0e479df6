public import TaskModel

/// A message of the library to the program's operator.
public struct LogMessage: Hashable, Sendable, CustomStringConvertible {
    /// How much a message matters.
    ///
    /// Later versions may add levels, so a `switch` over it needs `@unknown default`.
    @nonexhaustive
    public enum Level: String, Hashable, Sendable, Comparable, CustomStringConvertible {
        /// Something that helps to find a fault, and is of no interest otherwise.
        case debug
        /// Something ordinary happened.
        case info
        /// Something went wrong that the library deals with.
        case warning
        /// Something went wrong that a person has to deal with.
        case error

        /// The level's name.
        public var description: String { rawValue }

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }

        /// Orders by importance.
        public static func < (left: Level, right: Level) -> Bool {
            left.rank < right.rank
        }
    }

    /// How much it matters.
    public let level: Level
    /// What kind of thing happened; it stays the same where the text is improved.
    public let event: Event
    /// What happened, and what to do where there is something to do.
    ///
    /// On one line: control characters in what it quotes, such as an error's description, are written out, as `\n` or
    /// `\u{1B}`.
    public let text: String
    /// The task it is about.
    public let task: TaskID?
    /// What is known of the task, the worker and the failure, for logging systems that keep such things apart from the text.
    ///
    /// The keys, each present where its value is known:
    ///
    /// | key | value |
    /// |---|---|
    /// | `autocron.task.id` | the task's identifier |
    /// | `autocron.task.name` | the function's stored name |
    /// | `autocron.task.attempt` | the attempt's number, from 1 |
    /// | `autocron.task.state` | the task's state after the event, a ``TaskStatus`` |
    /// | `autocron.queue` | the name of the task's queue |
    /// | `autocron.worker` | the worker's process number |
    /// | `autocron.failure` | how the attempt failed: `threw`, `timedOut`, `crashed` or `unstorable` |
    /// | `autocron.signal` | the number of the signal that a process died of |
    /// | `autocron.exit_code` | the code that a process exited with |
    /// | `autocron.error_code` | an ``AutocronError/Code-swift.enum`` of what the database or the system refused |
    /// | `autocron.database` | the database's path |
    /// | `autocron.count` | how many tasks, functions, pages or workers it is about |
    ///
    /// Arguments, results and unique keys of tasks are never among them. Control characters in values are written out.
    public let metadata: [String: String]

    package init(
        _ level: Level, _ event: Event, _ text: String, task: TaskID? = nil,
        _ metadata: [Key: (any CustomStringConvertible)?] = [:]
    ) {
        self.level = level
        self.event = event
        self.text = TerminalEscaping.text(text)
        self.task = task
        var known: [String: String] = [:]
        if let task { known[Key.taskID.rawValue] = task.description }
        for case let (key, value?) in metadata { known[key.rawValue] = TerminalEscaping.text(value.description) }
        self.metadata = known
    }

    /// The message on one line.
    public var description: String {
        "autocron \(level): \(text)"
    }
}

extension LogMessage {
    /// The names of what ``metadata`` holds.
    package enum Key: String, CaseIterable, Sendable {
        case taskID = "autocron.task.id"
        case taskName = "autocron.task.name"
        case attempt = "autocron.task.attempt"
        case taskState = "autocron.task.state"
        case queue = "autocron.queue"
        case worker = "autocron.worker"
        case failure = "autocron.failure"
        case signal = "autocron.signal"
        case exitCode = "autocron.exit_code"
        case errorCode = "autocron.error_code"
        case database = "autocron.database"
        case count = "autocron.count"
    }
}

import TaskStore

/// Something that the library has to say to whoever runs the program.
public struct LogMessage: Hashable, Sendable, CustomStringConvertible {
    /// How much a message matters.
    public enum Level: Int, Hashable, Sendable, Comparable, CustomStringConvertible {
        /// Something ordinary happened.
        case info
        /// Something went wrong that the library deals with.
        case warning
        /// Something went wrong that somebody has to deal with.
        case error

        /// The level's name.
        public var description: String {
            switch self {
            case .info: "info"
            case .warning: "warning"
            case .error: "error"
            }
        }

        /// Orders by importance.
        public static func < (left: Level, right: Level) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// How much it matters.
    public let level: Level
    /// What happened, and what to do where there is something to do.
    ///
    /// On one line: control characters in what it quotes, such as an error's description, are written out, as `\n` or
    /// `\u{1B}`.
    public let text: String
    /// The task it is about.
    public let task: TaskID?

    package init(_ level: Level, _ text: String, task: TaskID? = nil) {
        self.level = level
        self.text = Visible.text(text)
        self.task = task
    }

    /// The message on one line.
    public var description: String {
        "autocron \(level): \(text)"
    }

    /// Writes warnings and errors to standard error, a line each; what cannot be written there soon is dropped.
    ///
    /// - Parameter message: what to write.
    @Sendable
    public static func printToStandardError(_ message: LogMessage) {
        guard message.level >= .warning else { return }
        StandardErrorLog.shared.write(message.description)
    }
}

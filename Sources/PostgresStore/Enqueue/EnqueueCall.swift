#if PostgreSQL
import Platform
import TaskModel

/// A task as ``EnqueueFunction`` reads it.
struct EnqueueCall: Encodable {
    let id: String
    let name: String
    /// A text within the text: an object of its own could not contain `\u0000`.
    let arguments: String
    let queue: String?
    let priority: String?
    /// Seconds since 1970; nil for a task that is due at once, whatever this machine's clock says.
    let at: Double?
    let retries: Int64
    let backoff: String?
    let uniqueKey: String?
    let unique: Uniqueness?

    enum Uniqueness: Encodable {
        case whileWaiting
        case untilFinished
        /// Seconds.
        case lasting(Double)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .whileWaiting: try container.encode("whileWaiting")
            case .untilFinished: try container.encode("untilFinished")
            case .lasting(let seconds): try container.encode(seconds)
            }
        }
    }

    /// - Parameter task: The task of a call, and so no run of a recurring function.
    init(_ task: NewTask) {
        id = task.id.description
        name = task.name
        arguments = String(decoding: task.arguments, as: UTF8.self)
        queue = task.queue == "default" ? nil : task.queue
        priority = task.priority == .medium ? nil : "\(task.priority)"
        at = task.isDue ? nil : Self.seconds(task.runAt.microseconds)
        retries = task.maxAttempts - 1
        backoff = task.retryDelay.text.map(Self.inSeconds)
        // A key without the caller's text is that of the arguments, which the function computes likewise.
        let prefix = "\(task.name)|".utf8
        uniqueKey = task.uniqueness.flatMap { unique in
            // Byte by byte: the caller's text may begin with a mark that is one character with what stands before.
            guard unique.key.utf8.starts(with: prefix) else { return nil }
            return String(decoding: unique.key.utf8.dropFirst(prefix.count), as: UTF8.self)
        }
        unique = task.uniqueness.map { unique in
            switch unique.scope {
            case .whileWaiting: .whileWaiting
            case .untilFinished: .untilFinished
            case .lasting: .lasting(Self.seconds(((unique.until ?? task.created) - task.created).microseconds))
            }
        }
    }

    private static func seconds(_ microseconds: Int64) -> Double {
        Double(microseconds) / 1_000_000
    }

    /// The stored form of a retry's delay, with seconds in place of microseconds.
    private static func inSeconds(_ backoff: String) -> String {
        backoff.split(separator: " ").map { word in
            guard let number = Int64(word) else { return String(word) }
            let (seconds, rest) = number.quotientAndRemainder(dividingBy: 1_000_000)
            let digits = String(rest)
            return rest == 0 ? "\(seconds)" : "\(seconds).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
        }.joined(separator: " ")
    }
}
#endif

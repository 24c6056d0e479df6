import InspectionModel
import Platform
import TaskModel

/// Failed tasks that have failed in the same way: the same function, the same kind, and the same place or message.
struct FailureGroup: Hashable {
    /// What they share.
    struct Cause: Hashable {
        var name: [UInt8]
        var kind: Failure.Kind
        /// The innermost call of a crash, as `Photos.swift:31`; else its signal or exit code.
        var place: String?
        /// A thrown error's message without what differs from task to task.
        var message: String?
    }

    var cause: Cause
    /// The newest one.
    var example: TaskSummary
    /// Newest first.
    var ids: [TaskID]
    var attempts: Int64
    var first: WallTime
    var last: WallTime

    /// Groups tasks, the largest group first.
    ///
    /// - Parameter tasks: Failed tasks, newest first; others are left out.
    static func make(of tasks: [TaskSummary]) -> [FailureGroup] {
        var groups: [Cause: FailureGroup] = [:]
        for task in tasks {
            guard task.state == .failed, let failure = task.failure else { continue }
            let cause = Cause(failure, of: task.name)
            let ended = task.finished ?? task.created
            var group =
                groups[cause]
                ?? FailureGroup(cause: cause, example: task, ids: [], attempts: 0, first: ended, last: ended)
            group.ids.append(task.id)
            group.attempts = group.attempts.addingClamped(task.attemptsUsed)
            group.first = min(group.first, ended)
            group.last = max(group.last, ended)
            groups[cause] = group
        }
        return groups.values.sorted { ($0.ids.count, $0.last) > ($1.ids.count, $1.last) }
    }
}

extension FailureGroup.Cause {
    init(_ failure: Failure, of name: [UInt8]) {
        self.name = name
        kind = failure.kind
        place = Self.place(of: failure)
        message = failure.kind == .crashed ? nil : failure.typedMessage.map(Self.generalized)
    }

    private static func place(of failure: Failure) -> String? {
        if let frame = failure.crash?.frames.first {
            return "\(frame.file.split(separator: "/").last.map(String.init) ?? frame.file):\(frame.line)"
        }
        if let signal = failure.signal { return "signal \(SignalName.text(of: signal))" }
        return failure.exitCode.map { "exit code \($0)" }
    }

    /// Takes out numbers, identifiers, and what stands in quotes.
    static func generalized(_ message: String) -> String {
        var result = ""
        var word = ""
        var quote: Character?
        func endWord() {
            // Identifiers have digits, as numbers do.
            result += word.contains { $0.isNumber } ? "…" : word
            word = ""
        }
        for character in message.prefix(300) {
            if let open = quote {
                guard character == open else { continue }
                quote = nil
                result += "…\(character)"
            } else if character.isLetter || character.isNumber || character == "-" && !word.isEmpty {
                word.append(character)
            } else {
                // An apostrophe follows a letter, and opens nothing.
                let opens = character == "\"" || character == "`" || character == "'" && word.isEmpty
                endWord()
                result.append(character)
                if opens { quote = character }
            }
        }
        endWord()
        return result
    }
}

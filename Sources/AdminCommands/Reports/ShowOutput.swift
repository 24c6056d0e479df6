import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// The output of `show`.
struct ShowOutput {
    private let details: TaskDetails
    private let isRedacted: Bool
    private let now: WallTime

    init(_ details: TaskDetails, isRedacted: Bool, now: WallTime) {
        var details = details
        if isRedacted {
            details.summary.failure = details.summary.failure?.redacted
            details.summary.progressMessage = nil
            for index in details.earlier.indices {
                details.earlier[index].failure = details.earlier[index].failure?.redacted
            }
        }
        self.details = details
        self.isRedacted = isRedacted
        self.now = now
    }

    private var summary: TaskSummary { details.summary }

    /// JSON.md documents it as a task with additional keys.
    var json: JSON {
        .object([
            "task": summary.wholeJSON, "arguments": isRedacted ? .null : .value(details.arguments),
            "result": isRedacted ? .null : .value(details.result),
            "unique_key": isRedacted ? .null : .stored(details.key), "interruptions": .integer(details.interruptions),
            "unattributed": .integer(details.unattributed),
            "missed": .integer(details.missed), "backoff": .text(details.backoff.words),
            "earlier_attempts": .list(details.earlier.map(Self.json)),
        ])
    }

    private static func json(_ attempt: AttemptRow) -> JSON {
        .object([
            "attempt": .integer(attempt.attempt), "started": .instant(attempt.started),
            "ended": .instant(attempt.ended), "failure": attempt.failure?.json ?? .null,
        ])
    }

    /// The lines for people.
    func lines(on output: OutputStyle) -> [String] {
        let facts = self.facts
        let width = facts.map { $0.0.count }.max() ?? 0
        return facts.map { title, text, style in
            let padding = String(repeating: " ", count: width - title.count)
            return "\(output.styled(title, .dim))\(padding)  \(output.styled(text, style))"
        } + stories(on: output) + attempts(on: output)
    }

    /// How the last attempt crashed, and how earlier ones did if they crashed differently.
    private func stories(on output: OutputStyle) -> [String] {
        let last = summary.failure?.crash
        var lines = last?.lines("the crash", on: output) ?? []
        for attempt in details.earlier {
            guard let story = attempt.failure?.crash, story != last else { continue }
            lines += story.lines("the crash of attempt \(attempt.attempt)", on: output)
        }
        return lines
    }

    private var facts: [(String, String, TextStyle)] {
        let all: [(String, String?, TextStyle)] = [
            ("task", summary.id.description, .heading),
            ("name", TerminalEscaping.text(summary.name), .plain),
            ("state", summary.isCancelling ? "running, being cancelled" : summary.state.name, summary.state.style),
            ("queue", TerminalEscaping.text(summary.queue), .plain),
            ("priority", PriorityName.name(of: summary.level), .plain),
            ("created", instant(summary.created), .plain),
            ("scheduled for", summary.scheduledAt.map(instant), .plain), ("due", instant(summary.runAt), .plain),
            ("started", summary.started.map(instant), .plain), ("ended", summary.finished.map(instant), .plain),
            ("attempts", "\(summary.charged) of \(summary.attempts)", .plain),
            ("backoff", summary.attempts > 1 ? details.backoff.words : nil, .plain),
            ("missed runs", details.missed > 0 ? String(details.missed) : nil, .plain),
            ("interruptions", interruptions, .plain),
            ("progress", progress, .plain), ("arguments", secret(details.arguments), .plain),
            ("unique key", secret(details.key), .plain), ("result", secret(details.result), .plain),
            ("failure", summary.failure?.text, .error),
        ]
        return all.compactMap { title, text, style in text.map { (title, $0, style) } }
    }

    private var interruptions: String? {
        guard details.interruptions > 0 else { return nil }
        guard details.unattributed > 0 else { return String(details.interruptions) }
        let last = details.unattributed == 1 ? "the last one" : "the last \(details.unattributed)"
        return "\(details.interruptions), \(last) by the end of worker and application together; "
            + "\(TaskLimits.unattributedEnds) such ends in a row count as a failed attempt"
    }

    private func instant(_ instant: WallTime) -> String {
        "\(Instants.local(instant)) (\(Instants.relative(instant, now: now)))"
    }

    private var progress: String? {
        summary.progress == nil ? nil : TaskSummary.progress(summary.progress, summary.progressMessage)
    }

    private func secret(_ bytes: [UInt8]?) -> String? {
        guard let bytes else { return nil }
        return isRedacted ? "(\(bytes.count) bytes)" : TerminalEscaping.text(bytes)
    }

    private func attempts(on output: OutputStyle) -> [String] {
        var table = Table(columns: [
            Table.Column(title: "attempt", isNumber: true), Table.Column(title: "ended"),
            Table.Column(title: "took", isNumber: true), Table.Column(title: "how", least: 12),
        ])
        table.rows = details.earlier.map { attempt in
            [
                Table.Cell(String(attempt.attempt)), Table.Cell(Instants.relative(attempt.ended, now: now)),
                Table.Cell(attempt.started.map { Instants.span(attempt.ended - $0) } ?? "?"),
                Table.Cell(attempt.failure?.text ?? "?", .error),
            ]
        }
        let lines = table.lines(on: output)
        return lines.isEmpty ? [] : ["", output.styled("earlier attempts", .heading)] + lines
    }
}

extension RetryDelay {
    /// The rule in words.
    var words: String {
        switch self {
        case .exponential(let first, let longest):
            "\(Instants.span(.microseconds(first))), doubled after each failure, up to \(Instants.span(.microseconds(longest)))"
        case .constant(let wait): Instants.span(.microseconds(wait))
        case .custom(let waits): waits.map { Instants.span(.microseconds($0)) }.joined(separator: ", ")
        }
    }
}

import Inspection
import InspectionModel
import Platform
import TaskModel

extension TaskSnapshot {
    /// The lines for people.
    func lines(on output: OutputStyle, now: WallTime) -> [String] {
        let facts = facts(now: now)
        let width = facts.map { $0.0.count }.max() ?? 0
        return facts.map { title, text, style in
            let padding = String(repeating: " ", count: width - title.count)
            return "\(output.styled(title, .dim))\(padding)  \(output.styled(text, style))"
        } + crashes(on: output) + attempts(on: output, now: now)
    }

    /// How the last attempt crashed, and how earlier ones did if they crashed differently.
    private func crashes(on output: OutputStyle) -> [String] {
        let last = summary.failure?.crash
        var lines = last?.lines("the crash", on: output) ?? []
        for attempt in details.earlier {
            guard let crash = attempt.failure?.crash, crash != last else { continue }
            lines += crash.lines("an earlier crash, of claim \(attempt.claimNumber)", on: output)
        }
        return lines
    }

    private func facts(now: WallTime) -> [(String, String, TextStyle)] {
        let instant = { (instant: WallTime) in
            "\(Instants.local(instant)) (\(Instants.relative(instant, now: now)))"
        }
        let all: [(String, String?, TextStyle)] = [
            ("task", summary.id.description, .heading),
            ("name", TerminalEscaping.text(summary.name), .plain),
            ("state", summary.isCancelling ? "running, being cancelled" : summary.state.name, summary.state.style),
            ("queue", TerminalEscaping.text(summary.queue), .plain),
            ("priority", "\(summary.priority)", .plain),
            ("created", instant(summary.created), .plain),
            ("scheduled for", summary.scheduledAt.map(instant), .plain), ("due", instant(summary.runAt), .plain),
            ("started", summary.started.map(instant), .plain), ("ended", summary.finished.map(instant), .plain),
            ("attempts", "\(summary.attemptsUsed) of \(summary.maxAttempts)", .plain),
            ("backoff", summary.maxAttempts > 1 ? details.backoff.words : nil, .plain),
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

    private var progress: String? {
        summary.progress == nil ? nil : TaskSummary.progress(summary.progress, summary.progressMessage)
    }

    private func secret(_ bytes: [UInt8]?) -> String? {
        guard let bytes else { return nil }
        return isRedacted ? "(\(bytes.count) bytes)" : TerminalEscaping.text(bytes)
    }

    private func attempts(on output: OutputStyle, now: WallTime) -> [String] {
        var table = Table(columns: [
            Table.Column(title: "claim", isNumber: true), Table.Column(title: "ended"),
            Table.Column(title: "took", isNumber: true), Table.Column(title: "how", least: 12),
        ])
        table.rows = details.earlier.map { attempt in
            [
                Table.Cell(String(attempt.claimNumber)), Table.Cell(Instants.relative(attempt.ended, now: now)),
                Table.Cell(attempt.started.map { Instants.span(attempt.ended - $0) } ?? "?"),
                Table.Cell(attempt.failure?.text ?? "?", .error),
            ]
        }
        let lines = table.lines(on: output)
        return lines.isEmpty ? [] : ["", output.styled("earlier attempts", .heading)] + lines
    }
}

import Inspection
import InspectionModel
import Platform
import TaskModel

extension TaskSummary {
    /// When the task started, is due or ended, depending on its state.
    func when(now: WallTime) -> String {
        switch state {
        case .waiting: runAt > now ? Instants.relative(runAt, now: now) : "due \(Instants.relative(runAt, now: now))"
        case .running: "for \(Instants.span(now - (started ?? now)))"
        case .succeeded, .failed, .cancelled: Instants.relative(finished ?? created, now: now)
        case .parked: Instants.relative(created, now: now)
        }
    }

    /// Additional information.
    var note: String {
        if isCancelling { return "is being cancelled" }
        if let failure { return failure.text }
        if isHeld { return "its function is paused" }
        guard state == .running else {
            return state == .waiting && attemptsUsed > 0 ? "attempt \(attemptsUsed + 1)" : ""
        }
        return Self.progress(progress, progressMessage)
    }

    static func progress(_ progress: Double?, _ message: [UInt8]?) -> String {
        let percentage = progress.map { "\(Int((min(max($0.isFinite ? $0 : 0, 0), 1) * 100).rounded())) %" }
        return [percentage, message.map { TerminalEscaping.text($0) }].compactMap(\.self).filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// A table of tasks.
    static func table(_ lines: [TaskSummary], now: WallTime) -> Table {
        var table = Table(columns: [
            Table.Column(title: "id"), Table.Column(title: "state"), Table.Column(title: "name", least: 8),
            Table.Column(title: "when"), Table.Column(title: "queue", least: 5, isOptional: true),
            Table.Column(title: "note", least: 12, isOptional: true),
        ])
        table.rows = lines.map { line in
            [
                Table.Cell(line.id.description), Table.Cell(line.state.name, line.state.style),
                Table.Cell(TerminalEscaping.text(line.name)), Table.Cell(line.when(now: now)),
                Table.Cell(TerminalEscaping.text(line.queue)),
                Table.Cell(line.note, line.failure == nil ? .plain : .error),
            ]
        }
        return table
    }
}

import Inspection
import InspectionModel
import Platform
import TaskModel

extension ScheduleSnapshot {
    static func table(_ schedules: [ScheduleSnapshot]) -> Table {
        var table = Table(columns: [
            Table.Column(title: "name", least: 8), Table.Column(title: "fires", least: 12),
            Table.Column(title: "zone", least: 3, isOptional: true), Table.Column(title: "next"),
            Table.Column(title: "last run", isOptional: true), Table.Column(title: "ended", isOptional: true),
            Table.Column(title: "missed", least: 4, isOptional: true),
            Table.Column(title: "overlap", least: 4, isOptional: true),
        ])
        table.rows = schedules.map { schedule in
            let run = schedule.row.lastRun
            let last = run.map { Instants.relative($0.scheduledAt ?? $0.created, now: schedule.now) }
            return [
                Table.Cell(TerminalEscaping.text(schedule.row.name)), Table.Cell(schedule.words),
                Table.Cell(schedule.timeZone ?? ""), schedule.nextCell, Table.Cell(last ?? "none kept"),
                Table.Cell(run?.state.name ?? "", run?.state.style ?? .plain),
                Table.Cell(schedule.row.missedPolicy.map { TerminalEscaping.text($0) } ?? ""),
                Table.Cell(schedule.row.overlapPolicy.map { TerminalEscaping.text($0) } ?? ""),
            ]
        }
        return table
    }

    private var nextCell: Table.Cell {
        guard row.isActive else { return Table.Cell("gone from the program", .warning) }
        guard !isPaused else { return Table.Cell("PAUSED", .error) }
        return Table.Cell(next.map { Instants.relative($0, now: now) } ?? "never")
    }
}

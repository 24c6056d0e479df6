import Inspection
import InspectionModel
import Platform
import TaskModel

extension PoolSnapshot {
    /// The workers.
    func table(now: WallTime) -> Table {
        var table = Table(columns: [
            Table.Column(title: "worker", isNumber: true), Table.Column(title: "started"),
            Table.Column(title: "memory", isNumber: true, isOptional: true), Table.Column(title: "runs", least: 8),
            Table.Column(title: "for", isOptional: true), Table.Column(title: "progress", least: 4, isOptional: true),
        ])
        table.rows = workers.map { worker in
            [
                Table.Cell(String(worker.process)),
                Table.Cell(worker.since.map { Instants.relative($0, now: now) } ?? "?"),
                Table.Cell(worker.memory.map(ByteCount.text) ?? "?"),
                worker.task.map { Table.Cell(TerminalEscaping.text($0.name), .heading) } ?? Table.Cell("idle", .dim),
                Table.Cell(worker.taskRunningFor.map(Instants.span) ?? ""),
                Table.Cell(worker.task.map { TaskSummary.progress($0.progress, $0.progressMessage) } ?? ""),
            ]
        }
        return table
    }
}

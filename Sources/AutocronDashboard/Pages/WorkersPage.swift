import Inspection
import InspectionModel
import TaskModel

/// The worker processes, and what each of them does.
enum WorkersPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let pool = try visit.reading.pool()
        let table = DataTable(
            caption: "Worker processes",
            columns: [
                .init("Process"), .init("Started"), .init("Memory", isNumber: true), .init("Runs"), .init("For"),
                .init("Progress"), .init("Reserved", isNumber: true), .init("Actions"),
            ],
            rows: pool.workers.map { row($0, visit) },
            empty: pool.isHosted
                ? "An application hosts the pool, but no worker lives: read its log."
                : "Nobody hosts workers: start the application.")
        return .page(
            Page(
                title: "Workers", section: .workers, content: .part("list", "List", table.html),
                command: ShellText.command("status", visit.reading.location)))
    }

    private static func row(_ worker: PoolSnapshot.Worker, _ visit: Visit) -> [HTML] {
        [
            "\(worker.process)", worker.since.map { .ago($0, visit) } ?? "unknown",
            "\(worker.memory.map(ByteCount.text) ?? "unknown")",
            worker.task.map { "<a href=\"\(visit.link(.task($0.id)))\">\(stored: $0.name)</a>" } ?? "idle",
            "\(worker.taskRunningFor.map(Instants.span) ?? "")", worker.task.map { .progress($0) } ?? .empty,
            "\(worker.reserved)",
            worker.task.flatMap { task in
                visit.button("Cancel", .steerTasks, BulkAction.cancel.address, [("id", task.id.description)])
            } ?? .empty,
        ]
    }
}

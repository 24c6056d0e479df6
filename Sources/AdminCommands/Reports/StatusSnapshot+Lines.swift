import Inspection
import InspectionModel
import Platform
import TaskModel

extension StatusSnapshot {
    /// The lines for people.
    func lines(on output: OutputStyle) -> [String] {
        let parts = [head(output), pool.table(now: now).lines(on: output), queueTable.lines(on: output), tail(output)]
        return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    /// The sizes of database and write-ahead log: `12.3 MB, WAL 512 B`.
    var sizeText: String {
        ByteCount.text(size.bytes) + (size.walBytes.map { ", WAL \(ByteCount.text($0))" } ?? "")
    }

    private func head(_ output: OutputStyle) -> [String] {
        [
            "\(output.styled(TerminalEscaping.text(location), .heading))  \(sizeText)",
            paused.line(on: output, now: now), poolLine(output), servedLine(output),
            TaskState.allCases.map { state in
                let count = overview.states[state] ?? 0
                return output.styled("\(count) \(state.name)", count > 0 ? state.style : .dim)
            }.joined(separator: ", "),
            settings.isEmpty ? nil : "settings: " + settings.map(\.words).joined(separator: ", "),
        ].compactMap(\.self)
    }

    private func poolLine(_ output: OutputStyle) -> String {
        guard pool.isHosted else {
            let waits = overview.states[.waiting, default: 0] > 0
            let text = "no application hosts workers" + (waits ? "; waiting tasks will not run" : "")
            return output.styled(text, waits ? .warning : .plain)
        }
        let process = pool.process.map { "process \($0)" } ?? "an application"
        let since = pool.since.map { " since \(Instants.relative($0, now: now))" } ?? ""
        return "\(process) hosts \(pool.workers.count) \(pool.workers.count == 1 ? "worker" : "workers")\(since)"
    }

    private func servedLine(_ output: OutputStyle) -> String? {
        unservedQueues.map { output.styled("nobody serves queues with due tasks: \($0)", .warning) }
    }

    private var queueTable: Table {
        let showsPauses = queues.contains { $0.isPaused || $0.held > 0 }
        var table = Table(
            columns: [
                Table.Column(title: "queue", least: 6), Table.Column(title: "due", isNumber: true),
                Table.Column(title: "later", isNumber: true), Table.Column(title: "running", isNumber: true),
            ] + (showsPauses ? [Table.Column(title: "paused", isNumber: true)] : []) + [
                Table.Column(title: "oldest", isOptional: true), Table.Column(title: "next", isOptional: true),
            ]
        )
        table.rows = queues.map { queue in
            let paused = queue.isPaused ? "all" : queue.held > 0 ? String(queue.held) : ""
            let ends = [queue.oldestDue, queue.nextDue].map { $0.map { Instants.relative($0, now: now) } ?? "" }
            return [
                Table.Cell(TerminalEscaping.text(queue.name), queue.isPaused ? .error : .plain),
                Table.Cell(String(queue.due)),
                Table.Cell(String(queue.later)), Table.Cell(String(queue.running)),
            ] + (showsPauses ? [Table.Cell(paused, .error)] : []) + ends.map { Table.Cell($0) }
        }
        return table
    }

    private func tail(_ output: OutputStyle) -> [String] {
        guard !lastFailures.isEmpty else { return [] }
        return [output.styled("last failures", .heading)] + TaskSummary.table(lastFailures, now: now).lines(on: output)
    }
}

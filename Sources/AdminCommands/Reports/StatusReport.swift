import Foundation
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// The output of `status`.
struct StatusReport {
    var path: String
    var now: WallTime
    var pool: PoolReport
    var pauses: PauseReport
    var overview: Overview
    /// The settings that differ from the defaults.
    var settings: [SettingRow]
    /// Newest first.
    var failures: [TaskSummary]
    var bytes: Int64
    var walBytes: Int64

    init(_ database: AdminDatabase, now: WallTime) throws(StoreError) {
        path = database.store.file.path
        self.now = now
        pool = try PoolReport(database, now: now)
        let paused: [Pause]
        (paused, overview, settings, failures, bytes) = try database.store.read { connection throws(StoreError) in
            (
                try connection.pauses(), try connection.overview(now: now),
                try connection.settings().filter { !$0.isStandard },
                try TaskSearch(TaskFilter(state: .failed)).first(5, on: connection).summaries,
                try connection.size().bytes
            )
        }
        pauses = PauseReport(paused, now: now)
        walBytes = Self.size(of: path + "-wal")
    }

    static func size(of path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }

    private var queues: [Overview.Queue] { Self.shown(overview.queues) }

    /// The queues with something to show; the default one is always shown.
    static func shown(_ queues: [Overview.Queue]) -> [Overview.Queue] {
        queues.enumerated().filter { $0 == 0 || $1.isPaused || $1.due + $1.later + $1.running + $1.held > 0 }
            .map(\.element)
    }

    var nextDue: WallTime? { overview.queues.compactMap(\.nextDue).min() }
    var oldestDue: WallTime? { overview.queues.compactMap(\.oldestDue).min() }
}

extension StatusReport {
    var json: JSON {
        .object([
            "database": .text(path), "at": .instant(now), "bytes": .integer(bytes), "log_bytes": .integer(walBytes),
            "paused": pauses.json, "pool": pool.json(now: now), "workers": pool.workersJSON(now: now),
            "tasks": statesJSON,
            "queues": .list(queues.map(queueJSON)), "next_due": .instant(nextDue), "oldest_due": .instant(oldestDue),
            "settings": .list(settings.map(\.briefJSON)), "oldest_due_for": .span(oldestDue.map { now - $0 }),
            "last_failures": .list(failures.map(\.json)),
        ])
    }

    private var statesJSON: JSON {
        func count(_ state: TaskState) -> JSON { .integer(Int64(overview.states[state] ?? 0)) }
        return .object([
            "waiting": count(.waiting), "running": count(.running), "succeeded": count(.succeeded),
            "failed": count(.failed), "cancelled": count(.cancelled), "parked": count(.parked),
        ])
    }

    private func queueJSON(_ queue: Overview.Queue) -> JSON {
        .object([
            "name": .stored(queue.name), "due": .integer(Int64(queue.due)), "later": .integer(Int64(queue.later)),
            "running": .integer(Int64(queue.running)), "oldest_due": .instant(queue.oldestDue),
            "next_due": .instant(queue.nextDue), "held": .integer(Int64(queue.held)), "paused": .bool(queue.isPaused),
        ])
    }

    /// The lines for people.
    func lines(on output: OutputStyle) -> [String] {
        let parts = [head(output), pool.table(now: now).lines(on: output), queueTable.lines(on: output), tail(output)]
        return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    private func head(_ output: OutputStyle) -> [String] {
        let files = "\(ByteCount.text(bytes)), log \(ByteCount.text(walBytes))"
        return [
            "\(output.styled(TerminalEscaping.text(path), .heading))  \(files)", pauses.line(on: output),
            poolLine(output),
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
        let process = pool.host.map { "process \($0)" } ?? "an application"
        let since = pool.hostSince.map { " since \(Instants.relative($0, now: now))" } ?? ""
        return "\(process) hosts \(pool.workers.count) \(pool.workers.count == 1 ? "worker" : "workers")\(since)"
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
        guard !failures.isEmpty else { return [] }
        return [output.styled("last failures", .heading)] + TaskSummary.table(failures, now: now).lines(on: output)
    }
}

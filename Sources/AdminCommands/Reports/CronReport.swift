import CronEnglish
import CronSchedule
import Foundation
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// The output of `cron` for one recurring function.
struct CronReport {
    var schedule: ScheduleRow
    /// nil for a rule that this build cannot parse.
    var recurrence: Recurrence?
    var lastRun: TaskSummary?
    /// Whether everything is paused.
    var isHalted: Bool
    var now: WallTime

    init(_ schedule: ScheduleRow, lastRun: TaskSummary?, isHalted: Bool, now: WallTime) {
        self.schedule = schedule
        self.isHalted = isHalted
        recurrence = String(validating: schedule.spec, as: UTF8.self).flatMap(Recurrence.init(identity:))
        self.lastRun = lastRun
        self.now = now
    }

    /// Reads all recurring functions of a database.
    static func all(in store: SQLiteStore, now: WallTime) throws(StoreError) -> [CronReport] {
        try store.read { connection throws(StoreError) in
            let isHalted = PauseReport(try connection.pauses(), now: now).isTotal
            var reports: [CronReport] = []
            for schedule in try connection.scheduleRows() {
                let run = try schedule.lastRun.map { row throws(StoreError) in try connection.summary(row) } ?? nil
                reports.append(CronReport(schedule, lastRun: run, isHalted: isHalted, now: now))
            }
            return reports
        }
    }

    /// Whether instants pass without runs.
    private var isPaused: Bool { schedule.isPaused || isHalted }

    /// The next firing; nil for a function that is paused, that no program has any more, or that never fires again.
    var next: WallTime? {
        schedule.isActive && !isPaused
            ? recurrence?.next(after: max(now, schedule.last).microseconds).map(WallTime.init) : nil
    }

    var words: String {
        switch recurrence {
        case .expression(let expression, _): expression.english()
        case .every(let interval): "every \(Instants.span(.microseconds(interval)))"
        case nil: "?"
        }
    }

    var zone: String? {
        if case .expression(_, let zone) = recurrence { zone.identifier } else { nil }
    }

    var json: JSON {
        .object([
            "name": .stored(schedule.name), "rule": .stored(schedule.spec), "words": .text(words),
            "time_zone": .text(orNull: zone), "active": .bool(schedule.isActive),
            "paused": .bool(isPaused), "missed_policy": .stored(schedule.missedPolicy),
            "overlap_policy": .stored(schedule.overlapPolicy), "missed": .integer(schedule.missed),
            "overlapped": .integer(schedule.overlapped), "next": .instant(next),
            "last_instant": .instant(schedule.last), "last_run": lastRun?.json ?? .null,
        ])
    }

    static func table(_ reports: [CronReport]) -> Table {
        var table = Table(columns: [
            Table.Column(title: "name", least: 8), Table.Column(title: "fires", least: 12),
            Table.Column(title: "zone", least: 3, isOptional: true), Table.Column(title: "next"),
            Table.Column(title: "last run", isOptional: true), Table.Column(title: "ended", isOptional: true),
            Table.Column(title: "missed", least: 4, isOptional: true),
            Table.Column(title: "overlap", least: 4, isOptional: true),
        ])
        table.rows = reports.map { report in
            let last = report.lastRun.map { Instants.relative($0.scheduledAt ?? $0.created, now: report.now) }
            return [
                Table.Cell(TerminalEscaping.text(report.schedule.name)), Table.Cell(report.words),
                Table.Cell(report.zone ?? ""), report.nextCell, Table.Cell(last ?? "none kept"),
                Table.Cell(report.lastRun?.state.name ?? "", report.lastRun?.state.style ?? .plain),
                Table.Cell(report.schedule.missedPolicy.map { TerminalEscaping.text($0) } ?? ""),
                Table.Cell(report.schedule.overlapPolicy.map { TerminalEscaping.text($0) } ?? ""),
            ]
        }
        return table
    }

    private var nextCell: Table.Cell {
        guard schedule.isActive else { return Table.Cell("gone from the program", .warning) }
        guard !isPaused else { return Table.Cell("PAUSED", .error) }
        return Table.Cell(next.map { Instants.relative($0, now: now) } ?? "never")
    }
}

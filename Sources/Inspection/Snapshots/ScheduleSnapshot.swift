import CronEnglish
package import CronSchedule
import Foundation
package import InspectionModel
package import Platform
package import TaskModel

/// A recurring function: when it fires, in words and instants, and how it went.
package struct ScheduleSnapshot: Hashable, Sendable {
    package var row: ScheduleRow
    /// Whether everything is paused.
    package var isHalted: Bool
    package var now: WallTime

    package init(_ row: ScheduleRow, isHalted: Bool = false, now: WallTime) {
        self.row = row
        self.row.lastRun = row.lastRun?.withoutStandardError
        self.isHalted = isHalted
        self.now = now
    }

    /// Reads all recurring functions of a database.
    package static func all(in database: InspectedDatabase, now: WallTime) throws(StoreError) -> [ScheduleSnapshot] {
        let isHalted = try PauseSnapshot(database).isTotal
        return try database.store.scheduleRows().map { ScheduleSnapshot($0, isHalted: isHalted, now: now) }
    }

    /// nil for a spec that this build cannot parse.
    package var recurrence: Recurrence? {
        String(validating: row.spec, as: UTF8.self).flatMap(Recurrence.init(identity:))
    }

    /// Whether instants pass without runs.
    package var isPaused: Bool { row.isPaused || isHalted }

    /// The next firing; nil for a function that is paused, that no program has any more, or that never fires again.
    package var next: WallTime? { nextFirings(1).first }

    /// The next firings, as far as there are any.
    package func nextFirings(_ count: Int) -> [WallTime] {
        guard row.isActive, !isPaused, let recurrence else { return [] }
        return recurrence.firings(after: max(now, row.last), count: count)
    }

    package var words: String {
        switch recurrence {
        case .expression(let expression, _): expression.english()
        case .every(let interval): "every \(Instants.span(.microseconds(interval)))"
        case nil: "?"
        }
    }

    /// The zone of an expression.
    package var timeZone: String? {
        if case .expression(_, let zone) = recurrence { zone.identifier } else { nil }
    }
}

extension ScheduleSnapshot: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name, spec, words, timeZone, active, paused, missedPolicy, overlapPolicy, missed, overlapped, next
        case lastInstant, lastRun
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(StoredText(row.name), forKey: .name)
        try container.encode(StoredText(row.spec), forKey: .spec)
        try container.encode(words, forKey: .words)
        try container.encodeIfPresent(timeZone, forKey: .timeZone)
        try container.encode(row.isActive, forKey: .active)
        try container.encode(isPaused, forKey: .paused)
        try container.encodeIfPresent(row.missedPolicy.map(StoredText.init), forKey: .missedPolicy)
        try container.encodeIfPresent(row.overlapPolicy.map(StoredText.init), forKey: .overlapPolicy)
        try container.encode(row.missed, forKey: .missed)
        try container.encode(row.overlapped, forKey: .overlapped)
        try container.encodeIfPresent(next, forKey: .next)
        try container.encode(row.last, forKey: .lastInstant)
        try container.encodeIfPresent(row.lastRun, forKey: .lastRun)
    }
}

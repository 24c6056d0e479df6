package import Platform

/// A recurring function as stored in the database.
package struct ScheduleRow: Hashable, Sendable {
    package var name: [UInt8]
    /// The text of its expression or interval.
    package var spec: [UInt8]
    /// The newest instant that has been planned.
    package var last: WallTime
    /// Whether the program that started last has the function.
    package var isActive: Bool
    package var isPaused: Bool
    /// How many instants got no run because no program ran, and because an earlier run had not ended.
    package var missed: Int64
    package var overlapped: Int64
    /// As the attribute spells them.
    package var missedPolicy: [UInt8]?
    package var overlapPolicy: [UInt8]?
    /// Its newest run that is still kept.
    package var lastRun: TaskSummary?

    package init(
        name: [UInt8], spec: [UInt8], last: WallTime, isActive: Bool = true, isPaused: Bool = false, missed: Int64 = 0,
        overlapped: Int64 = 0, missedPolicy: [UInt8]? = nil, overlapPolicy: [UInt8]? = nil, lastRun: TaskSummary? = nil
    ) {
        self.name = name
        self.spec = spec
        self.last = last
        self.isActive = isActive
        self.isPaused = isPaused
        self.missed = missed
        self.overlapped = overlapped
        self.missedPolicy = missedPolicy
        self.overlapPolicy = overlapPolicy
        self.lastRun = lastRun
    }
}

/// A recurring function whose instants may be due.
package struct DueSchedule: Equatable, Sendable {
    package var name: String
    /// The text that its instants were found by.
    package var spec: String
    /// More unfinished runs than this make no difference, so counting stops there.
    package var unfinishedRunLimit: Int64

    package init(name: String, spec: String, unfinishedRunLimit: Int64) {
        self.name = name
        self.spec = spec
        self.unfinishedRunLimit = unfinishedRunLimit
    }
}

/// What is to become of a function's due instants.
package struct SchedulePlan: Sendable {
    package var advance: ScheduleAdvance
    /// Whether unfinished runs are cancelled first.
    package var cancelsPrevious: Bool
    /// The runs, each for an instant of its own.
    package var runs: [NewTask]

    package init(advance: ScheduleAdvance, cancelsPrevious: Bool = false, runs: [NewTask] = []) {
        self.advance = advance
        self.cancelsPrevious = cancelsPrevious
        self.runs = runs
    }
}

/// What was done with a function's due instants.
package struct FiredSchedule: Sendable {
    /// The schedule as it was before; nil if there is none.
    package var schedule: StoredSchedule?
    /// Whether the plan was carried out.
    ///
    /// It is not if there was none, if the function has been paused or changed, or if another process was first.
    package var isAdvanced = false
    /// The runs that are stored; an instant that has had a run gets no other.
    package var runs: [NewTask] = []
    /// The runs that were cancelled, or whose workers are to be told.
    package var cancelled: [TaskID] = []

    package init(schedule: StoredSchedule?) {
        self.schedule = schedule
    }
}

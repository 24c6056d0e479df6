import CronSchedule
import Platform
import TaskModel

/// One recurring function of this program, as the timetable keeps it.
struct ScheduleEntry {
    var name: String
    var policy: RecurrencePolicy
    var identity: String
    var options: RunOptions
    /// The newest instant that has been planned.
    var last: WallTime
    /// nil while there is nothing to do: the function is paused, gone, or has no further instant.
    var next: WallTime?

    /// What was decided about the due instants.
    struct Plan {
        /// What to store; nil if another process has planned some of it in the meantime, or if no instant is new.
        var schedulePlan: SchedulePlan?
        /// When to look again.
        var next: WallTime?
    }

    /// What the entry becomes.
    struct Progress {
        var last: WallTime
        var next: WallTime?
    }

    /// Decides about the due instants, from the schedule as it is inside the transaction.
    ///
    /// - Parameters:
    ///   - survey: The instants, found before; nil if the function was not in force.
    ///   - row: The stored schedule.
    ///   - unfinished: The number of unfinished runs.
    ///   - now: The present.
    /// - Returns: nil if the function is not in force now.
    func plan(_ survey: RecurrencePolicy.Survey?, row: StoredSchedule, unfinished: Int, now: WallTime) -> Plan? {
        guard row.isInForce(as: identity) else { return nil }
        let mark = row.mark(at: now)
        // Another process has planned some of it in the meantime: the next call finds the rest.
        guard let survey, survey.mark == mark.microseconds else { return Plan(next: next) }
        let plan = policy.plan(survey, unfinished: unfinished)
        let last = WallTime(microseconds: plan.last)
        let wakeAt = plan.wakeAt.map(WallTime.init)
        guard last > mark else { return Plan(next: wakeAt) }
        let advance = ScheduleAdvance(to: last, missed: plan.droppedAsMissed, overlapped: plan.droppedByOverlap)
        return Plan(
            schedulePlan: SchedulePlan(
                advance: advance, cancelsPrevious: plan.cancelsPrevious,
                runs: plan.firings.map { run(for: $0, now: now) }),
            next: wakeAt)
    }

    private func run(for firing: FiringPlan.Firing, now: WallTime) -> NewTask {
        var task = NewTask(
            runOf: name, options, now: now, scheduledAt: WallTime(microseconds: firing.scheduledAt),
            missed: Int64(firing.missedCount))
        // Drawn once, and stored: a restart does not draw again.
        task.runAt = now + .microseconds(Int64.random(in: 0...max(0, policy.jitter)))
        return task
    }

    /// What becomes of the entry after the store has carried out the plan, or has not.
    func progress(after outcome: FiredSchedule, _ plan: Plan?) -> Progress {
        guard let row = outcome.schedule, let plan else { return Progress(last: last) }
        let planned = outcome.isAdvanced ? plan.schedulePlan?.advance.last : nil
        return Progress(last: planned ?? row.last, next: plan.next)
    }
}

extension StoredSchedule {
    /// Whether the function runs at the instants of a rule.
    func isInForce(as spec: String) -> Bool {
        isActive && !isPaused && !isHalted && self.spec == spec
    }
}

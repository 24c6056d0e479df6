#if PostgreSQL
package import Platform
package import TaskModel

extension PostgresStore {
    package func synchronizeSchedules(_ build: Build, now: WallTime) throws(StoreError) -> ScheduleChanges {
        try write { connection throws(StoreError) in try connection.synchronizeSchedules(build, now: now) }
    }

    package func schedules(
        changedSince change: Int64
    ) throws(StoreError) -> (change: Int64, schedules: [StoredSchedule])? {
        try read { connection throws(StoreError) in
            let newest = try connection.scheduleChanges()
            return newest == change ? nil : (newest, try connection.schedules())
        }
    }

    package func schedules(named names: [String]) throws(StoreError) -> [StoredSchedule?] {
        try read { connection throws(StoreError) in
            var schedules: [StoredSchedule?] = []
            for name in names { schedules.append(try connection.schedule(named: name)) }
            return schedules
        }
    }

    package func fire(
        _ due: [DueSchedule], now: WallTime, maximumRuns: Int,
        plan: (_ index: Int, _ schedule: StoredSchedule, _ unfinishedRuns: Int) -> SchedulePlan?
    ) throws(StoreError) -> [FiredSchedule] {
        try write { connection throws(StoreError) in
            // Before runs are counted, and in a statement before: its snapshot would be older than the lock.
            try connection.lockSchedules(Set(due.map(\.name)))
            var fired: [FiredSchedule] = []
            var runs = 0
            for (index, schedule) in due.enumerated() {
                let one = try connection.fire(schedule, now: now) { plan(index, $0, $1) }
                fired.append(one)
                runs += one.runs.count
                if runs >= maximumRuns { break }
            }
            return fired
        }
    }

    package func releaseMarks(aheadOf now: WallTime) throws(StoreError) -> [StoredSchedule] {
        try write { connection throws(StoreError) in
            _ = try connection.releaseMarks(aheadOf: now)
            return try connection.schedules()
        }
    }

    package func lastBuild() throws(StoreError) -> String? {
        try read { connection throws(StoreError) in try connection.lastBuild() }
    }

    package func recordBuild(_ build: String) throws(StoreError) {
        try write { connection throws(StoreError) in try connection.note(build: build) }
    }
}

extension PostgresConnection {
    fileprivate func fire(
        _ due: DueSchedule, now: WallTime, plan: (StoredSchedule, _ unfinishedRuns: Int) -> SchedulePlan?
    ) throws(StoreError) -> FiredSchedule {
        guard let schedule = try schedule(named: due.name) else { return FiredSchedule(schedule: nil) }
        var fired = FiredSchedule(schedule: schedule)
        let unfinished = try unfinishedRuns(of: due.name, atMost: due.unfinishedRunLimit)
        guard let plan = plan(schedule, unfinished.running + unfinished.waiting),
            try advance(schedule: due.name, spec: due.spec, plan.advance)
        else { return fired }
        fired.isAdvanced = true
        if plan.cancelsPrevious { fired.cancelled = try cancelRuns(of: due.name, now: now) }
        for run in plan.runs where try insert(run) == .stored { fired.runs.append(run) }
        return fired
    }
}
#endif

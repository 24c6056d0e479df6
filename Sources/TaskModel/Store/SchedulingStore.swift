package import Platform

/// The verbs of recurring functions, and of the builds that declare them.
package protocol SchedulingStore {
    /// Updates the stored schedules to a build's functions.
    ///
    /// A function that is new, is back, or has a changed spec starts from now. A function that is gone stays visible,
    /// but inactive, and its waiting runs are parked. Builds do not change whether a function is paused.
    ///
    /// - Parameters:
    ///   - build: The build.
    ///   - now: The present.
    /// - Returns: The changes.
    /// - Throws: `StoreError`.
    func synchronizeSchedules(_ build: Build, now: WallTime) throws(StoreError) -> ScheduleChanges

    /// Reads the stored schedules if one of them has changed.
    ///
    /// - Parameter change: The number of the newest change that the caller knows.
    /// - Returns: The number of the newest change, and all schedules by name; nil if the caller knows that change.
    /// - Throws: `StoreError`.
    func schedules(changedSince change: Int64) throws(StoreError) -> (change: Int64, schedules: [StoredSchedule])?

    /// Reads some stored schedules.
    ///
    /// - Parameter names: The functions.
    /// - Returns: Each one's schedule, in the same order; nil where there never was one.
    /// - Throws: `StoreError`.
    func schedules(named names: [String]) throws(StoreError) -> [StoredSchedule?]

    /// Stores the runs of recurring functions, decided in the transaction that stores them.
    ///
    /// Each instant gets one run, however many processes keep a schedule: a mark only moves forward.
    ///
    /// - Parameters:
    ///   - due: The functions whose instants may be due, in order.
    ///   - now: The present.
    ///   - maximumRuns: After this many runs the remaining functions are left for another transaction.
    ///   - plan: Decides what becomes of a function's instants, given its index in `due`, its schedule as it is now, and
    ///     the number of its unfinished runs; nil for nothing.
    /// - Returns: What was done for each function; shorter than `due` if some are left.
    /// - Throws: `StoreError`; then nothing is stored.
    func fire(
        _ due: [DueSchedule], now: WallTime, maximumRuns: Int,
        plan: (_ index: Int, _ schedule: StoredSchedule, _ unfinishedRuns: Int) -> SchedulePlan?
    ) throws(StoreError) -> [FiredSchedule]

    /// Abandons marks that are more than a day ahead of the clock, so that no function is silent for years because the
    /// clock was once wrong.
    ///
    /// The clock may be wrong now instead: a small computer may start in 1970 until it has asked for the time. So each
    /// mark is kept beside the new one, and counts again once the clock is past it.
    ///
    /// - Parameter now: Where the functions continue.
    /// - Returns: All schedules, by name.
    /// - Throws: `StoreError`.
    func releaseMarks(aheadOf now: WallTime) throws(StoreError) -> [StoredSchedule]

    /// The build that started last; nil if none has yet.
    ///
    /// - Throws: `StoreError`.
    func lastBuild() throws(StoreError) -> String?

    /// Records that a build has started.
    ///
    /// - Parameter build: Its name in messages.
    /// - Throws: `StoreError`.
    func recordBuild(_ build: String) throws(StoreError)
}

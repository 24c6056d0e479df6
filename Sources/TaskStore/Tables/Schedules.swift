/// What is stored of a recurring function.
package struct StoredSchedule: Equatable, Sendable {
    package var name: String
    /// The text of its expression or interval; another text is another schedule, which starts anew.
    package var rule: String
    /// The newest instant dealt with, in µs since 1970; where to go on from, ``mark(at:)`` says.
    package var last: Int64
    /// A mark that was given up because the clock was far behind it; see ``Connection/releaseMarks(aheadOf:)``.
    package var ahead: Int64?
    /// False for a function that is gone.
    package var isActive: Bool
    package var isPaused: Bool
    /// Whether everything is paused, which is no matter of this function alone.
    package var isHalted: Bool
    /// Which build brought, changed or removed the function.
    package var build: String
    /// How many instants got no run because nobody was there, and because an earlier run had not ended.
    package var missed: Int64
    package var overlapped: Int64
    package var options: RunOptions
    package var policies: SchedulePolicies

    /// Where the function's instants go on: the newest one dealt with, as the clock stands.
    ///
    /// - Parameter now: µs since 1970.
    package func mark(at now: Int64) -> Int64 {
        guard let ahead, ahead <= now else { return last }
        return max(last, ahead)
    }

    init(_ row: Statement) throws(StoreError) {
        name = row.text(0)
        rule = row.text(1)
        last = row.integer(2)
        ahead = row.optionalInteger(3)
        isActive = row.integer(4) != 0
        isPaused = row.integer(5) != 0
        build = row.text(6)
        missed = row.integer(7)
        overlapped = row.integer(8)
        options = RunOptions(
            queue: row.text(9), level: row.integer(10), attempts: row.integer(11),
            retryDelay: RetryDelay(text: row.optionalText(12)), concurrency: row.integer(13)
        )
        isHalted = row.integer(14) != 0
        policies = SchedulePolicies(missed: row.optionalText(15), overlap: row.optionalText(16))
    }
}

extension Connection {
    /// Reads what is stored of all recurring functions, those that are gone included, by name.
    package func schedules() throws(StoreError) -> [StoredSchedule] {
        try statement(
            """
            SELECT name, rule, last, ahead, active, paused, build, missed, overlapped, \
            queue, level, attempts, backoff, concurrency, \
            EXISTS (SELECT 1 FROM autocron_pauses WHERE subject = 'everything' AND name = ''), \
            missed_policy, overlap_policy FROM autocron_schedules ORDER BY name
            """
        ).rows(make: StoredSchedule.init)
    }

    /// Reads what is stored of one recurring function.
    ///
    /// - Returns: nil if it never was one.
    package func schedule(named name: String) throws(StoreError) -> StoredSchedule? {
        try statement(
            """
            SELECT name, rule, last, ahead, active, paused, build, missed, overlapped, \
            queue, level, attempts, backoff, concurrency, \
            EXISTS (SELECT 1 FROM autocron_pauses WHERE subject = 'everything' AND name = ''), \
            missed_policy, overlap_policy FROM autocron_schedules WHERE name = ?1
            """
        ).first(.text(name), make: StoredSchedule.init)
    }

    /// A number that grows with each change of the schedules that is not the timer's own.
    ///
    /// It costs one seek, so whoever keeps the time can ask after every wake-up.
    package func scheduleChanges() throws(StoreError) -> Int64 {
        try statement("SELECT coalesce(max(changed), 0) FROM autocron_schedules").first { $0.integer(0) } ?? 0
    }

    /// What became of the instants up to a new mark.
    package struct Advance: Equatable, Sendable {
        /// The newest instant dealt with; µs since 1970.
        package var last: Int64
        /// How many got no run because nobody was there, and because an earlier run had not ended.
        package var missed: Int
        package var overlapped: Int

        package init(to last: Int64, missed: Int = 0, overlapped: Int = 0) {
            self.last = last
            self.missed = missed
            self.overlapped = overlapped
        }
    }

    /// Moves a recurring function's mark forward; never back, so no instant is dealt with twice.
    ///
    /// - Parameters:
    ///   - name: the function.
    ///   - rule: the rule under which the instants were found.
    ///   - advance: the new mark, and what is counted.
    /// - Returns: false if another process was there first, the function is paused or gone, or the rule is another one
    ///   by now; then store nothing.
    /// - Throws: `StoreError`.
    package func advance(schedule name: String, rule: String, _ advance: Advance) throws(StoreError) -> Bool {
        try statement(
            """
            UPDATE autocron_schedules SET last = ?3, missed = missed + ?4, overlapped = overlapped + ?5 \
            WHERE name = ?1 AND rule = ?2 AND last < ?3 AND active = 1 AND paused = 0
            """
        ).run(
            .text(name), .text(rule), .integer(advance.last), .integer(Int64(advance.missed)),
            .integer(Int64(advance.overlapped))
        )
        return changes > 0
    }

    /// Gives up marks that are more than a day ahead of the clock, so that no function is silent for years because the
    /// clock was once wrong.
    ///
    /// It may be wrong now instead: a small computer may start in 1970 until it has asked for the time. So each mark
    /// is kept beside the new one, and counts again once the clock is past it: what was dealt with up to there is then
    /// neither missed nor run again. Of the instants in between, those that have had a run and are still stored are
    /// not run again either, since instants are unique.
    ///
    /// - Parameter now: where the functions go on; µs since 1970.
    /// - Returns: how many functions these were.
    /// - Throws: `StoreError`.
    package func releaseMarks(aheadOf now: Int64) throws(StoreError) -> Int {
        try statement(
            """
            UPDATE autocron_schedules SET ahead = max(coalesce(ahead, last), last), last = ?1 WHERE last > ?2
            """
        ).run(.integer(now), .integer(now + Self.longestSetBack))
        return changes
    }

    /// How far the clock may be set back for functions to wait until it is where it was; µs.
    package static let longestSetBack: Int64 = 86_400_000_000

    /// How many runs of a recurring function have not ended.
    ///
    /// - Parameters:
    ///   - name: the function.
    ///   - limit: up to what number they are counted: very many may wait.
    /// - Returns: how many run, and how many wait.
    /// - Throws: `StoreError`.
    package func unfinishedRuns(
        of name: String, atMost limit: Int64 = .max
    ) throws(StoreError) -> (running: Int, waiting: Int) {
        let unfinished = try statement(
            "SELECT 1 FROM autocron_tasks WHERE concurrency IS NOT NULL AND state <= 1 AND name = ?1 LIMIT ?2"
        ).rows(.text(name), .integer(limit)) { _ in () }.count
        let running = try runningRuns(of: name)
        return (running, max(0, unfinished - running))
    }

    /// How many runs of a recurring function execute.
    func runningRuns(of name: String) throws(StoreError) -> Int {
        try statement(
            "SELECT count(*) FROM autocron_tasks WHERE concurrency IS NOT NULL AND state = 1 AND name = ?1"
        ).first(.text(name)) { Int($0.integer(0)) } ?? 0
    }
}

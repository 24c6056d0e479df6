#if PostgreSQL
import Platform
import TaskModel

// What becomes of a running task when its attempt ends. Every statement is fenced: it changes nothing unless the row is
// still running the same attempt in the same worker's slot, so an outcome that comes too late, or twice, is harmless.
// The fence is written `state + 0 = 1 AND slot || '' = $n`, so that the planner finds the row by its primary key: the
// index of running rows has a dead entry for each task that ran since the oldest open transaction began.

extension PostgresConnection {
    /// Stores an outcome; for one that can never be stored, stores a failure instead that says so.
    ///
    /// - Parameters:
    ///   - outcome: How the attempt ended.
    ///   - slot: The slot of the worker that had it.
    ///   - isCareful: Whether it may be refused. A refusal ends the whole transaction otherwise.
    /// - Returns: The effect.
    /// - Throws: `StoreError`.
    func effect(of outcome: AttemptOutcome, slot: String, isCareful: Bool) throws(StoreError) -> OutcomeEffect {
        guard isCareful else { return try effectAsItIs(of: outcome, slot: slot) }
        do throws(StoreError) {
            return try undoable { connection throws(StoreError) in
                try connection.effectAsItIs(of: outcome, slot: slot)
            }
        } catch {
            // Trying again would be useless, and the worker would do nothing else.
            guard error.code == .refused, let plainer = outcome.plainer(because: error) else { throw error }
            let effect = try effectAsItIs(of: plainer, slot: slot)
            return effect == .asTold ? .replaced(by: plainer) : effect
        }
    }

    /// Stores an outcome, in a form that can be stored.
    ///
    /// - Returns: False if the outcome came too late and changed nothing.
    /// - Throws: `StoreError`.
    @discardableResult
    func record(_ outcome: AttemptOutcome, slot: String, isCareful: Bool) throws(StoreError) -> Bool {
        try effect(of: outcome, slot: slot, isCareful: isCareful) != .none
    }

    private func effectAsItIs(of outcome: AttemptOutcome, slot: String) throws(StoreError) -> OutcomeEffect {
        switch outcome.result {
        case .succeeded(let result):
            return try finish(outcome, slot: slot, state: .succeeded, result: result) ? .asTold : .none
        case .cancelled:
            return try finish(outcome, slot: slot, state: .cancelled, result: nil) ? .asTold : .none
        case .failed, .interrupted, .unattributed, .requeued, .parked:
            guard let attempt = try runningAttempt(of: outcome, slot: slot) else { return .none }
            guard !attempt.isCancelling else {
                return try finish(outcome, slot: slot, state: .cancelled, result: nil) ? .cancelled : .none
            }
            return try record(outcome, attempt, slot: slot) ? .asTold : .none
        }
    }

    private func record(_ outcome: AttemptOutcome, _ attempt: AttemptCounts, slot: String) throws(StoreError) -> Bool {
        switch attempt.fate(after: outcome.result) {
        case .finished(let state, let result): try finish(outcome, slot: slot, state: state, result: result)
        case .retried(let failure): try retry(outcome, attempt, failure: failure)
        case .parked(let failure): try park(outcome, slot: slot, failure: failure)
        case .requeued(let interruptions, let unattributed):
            try requeue(outcome, interruptions: interruptions, unattributed: unattributed)
        }
    }

    /// Reads and locks the row: a request to cancel the task must not come between this and what follows from it.
    private func runningAttempt(of outcome: AttemptOutcome, slot: String) throws(StoreError) -> AttemptCounts? {
        try first(
            """
            SELECT attempts_used, max_attempts, interruptions, unattributed, cancelling, backoff FROM tasks \
            WHERE id = $1 AND state + 0 = 1 AND claim_number = $2 AND slot || '' = $3 FOR UPDATE
            """,
            .integer(outcome.attempt.row), .integer(outcome.attempt.claimNumber), .text(slot)
        ) { row throws(StoreError) in
            AttemptCounts(
                attemptsUsed: row.integer(0), limit: row.integer(1), interruptions: row.integer(2),
                unattributed: row.integer(3), isCancelling: row.bool(4), delay: RetryDelay(text: row.optionalText(5)))
        }
    }

    /// Ends a task for good.
    private func finish(
        _ outcome: AttemptOutcome, slot: String, state: TaskState, result: [UInt8]?
    ) throws(StoreError) -> Bool {
        let changes = try run(
            """
            UPDATE tasks SET state = $4, slot = NULL, attempts_used = attempts_used + $8, \
            started = coalesce($5, started), finished = $6, outcome = $7 \
            WHERE id = $1 AND state + 0 = 1 AND claim_number = $2 AND slot || '' = $3
            """,
            .integer(outcome.attempt.row), .integer(outcome.attempt.claimNumber), .text(slot), .integer(state.rawValue),
            .time(outcome.started), .time(outcome.ended), .json(result),
            // A task that was cancelled before it began has had no attempt.
            .integer(outcome.result == .requeued ? 0 : 1))
        guard changes > 0 else { return false }
        if outcome.mayHoldKey { try releaseKey(ofRow: outcome.attempt.row) }
        if outcome.mayBeRun { try admitRuns(afterRow: outcome.attempt.row) }
        return true
    }

    private func park(_ outcome: AttemptOutcome, slot: String, failure: Failure) throws(StoreError) -> Bool {
        let changes = try run(
            """
            UPDATE tasks SET state = 5, slot = NULL, interruptions = 0, unattributed = 0, outcome = $4 \
            WHERE id = $1 AND state + 0 = 1 AND claim_number = $2 AND slot || '' = $3
            """,
            .integer(outcome.attempt.row), .integer(outcome.attempt.claimNumber), .text(slot), .json(failure.json))
        guard changes > 0 else { return false }
        if outcome.mayBeRun { try admitRuns(afterRow: outcome.attempt.row) }
        return true
    }

    private func requeue(
        _ outcome: AttemptOutcome, interruptions: Int64, unattributed: Int64
    ) throws(StoreError) -> Bool {
        try run(
            """
            UPDATE tasks SET state = 0, ready = CASE WHEN concurrency IS NULL THEN 1 ELSE 0 END, slot = NULL, \
            started = NULL, progress = NULL, progress_message = NULL, interruptions = interruptions + $2, \
            unattributed = $3 WHERE id = $1
            """,
            .integer(outcome.attempt.row), .integer(interruptions), .integer(unattributed))
        return true
    }

    /// Keeps the failed attempt's record and makes the task wait for the next attempt.
    private func retry(
        _ outcome: AttemptOutcome, _ attempt: AttemptCounts, failure: Failure
    ) throws(StoreError) -> Bool {
        try run(
            """
            INSERT INTO attempts(task, claim_number, started, ended, outcome) VALUES ($1, $2, $3, $4, $5) \
            ON CONFLICT (task, claim_number) DO UPDATE \
            SET started = excluded.started, ended = excluded.ended, outcome = excluded.outcome
            """,
            .integer(outcome.attempt.row), .integer(outcome.attempt.claimNumber), .time(outcome.started),
            .time(outcome.ended), .json(failure.json))
        try forgetMiddleAttempts(of: outcome)
        let wait = attempt.delay.wait(afterFailures: attempt.attemptsUsed + 1, spread: .random(in: 0...1))
        try run(
            """
            UPDATE tasks SET state = 0, ready = 0, slot = NULL, started = NULL, attempts_used = attempts_used + 1, \
            progress = NULL, progress_message = NULL, interruptions = 0, unattributed = 0, run_at = $2 WHERE id = $1
            """,
            .integer(outcome.attempt.row), .time(outcome.ended + .microseconds(wait)))
        if outcome.mayBeRun { try admitRuns(afterRow: outcome.attempt.row) }
        return true
    }

    /// How many of a task's first attempts are kept, and how many of its last: a task may be retried forever.
    package static let keptAttempts: Int64 = 100

    private func forgetMiddleAttempts(of outcome: AttemptOutcome) throws(StoreError) {
        guard outcome.attempt.claimNumber > 2 * Self.keptAttempts else { return }
        try run(
            "DELETE FROM attempts WHERE task = $1 AND claim_number > $2 AND claim_number <= $3",
            .integer(outcome.attempt.row), .integer(Self.keptAttempts),
            .integer(outcome.attempt.claimNumber - Self.keptAttempts))
    }

    /// The new state of a task whose outcome was stored.
    ///
    /// - Parameter row: The task's row.
    /// - Returns: nil if it is gone.
    /// - Throws: `StoreError`.
    func transition(ofRow row: Int64) throws(StoreError) -> TaskTransition? {
        try first(
            """
            SELECT uuid, name, state, run_at, unattributed, attempts_used, \
            (SELECT name FROM queues WHERE id = tasks.queue) FROM tasks WHERE id = $1
            """,
            .integer(row)
        ) { found throws(StoreError) in
            TaskTransition(
                row: row, id: found.taskID(0), name: found.text(1),
                state: TaskState(rawValue: found.integer(2)) ?? .waiting, runAt: found.time(3),
                unattributed: found.integer(4), queue: found.text(6), attemptsUsed: found.integer(5))
        }
    }
}
#endif

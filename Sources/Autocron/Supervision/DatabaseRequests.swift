import Platform
import TaskModel

/// What other threads of this process ask of the thread that uses the database for the pool.
struct DatabaseRequests: Sendable {
    /// What has changed in the database, or may have, and is to be read again.
    struct Changes: OptionSet, Sendable {
        let rawValue: UInt8

        /// When the next task is due.
        static let nextDue = Changes(rawValue: 1)
        static let schedules = Changes(rawValue: 2)
        static let settings = Changes(rawValue: 4)
        /// Running attempts were marked to be cancelled.
        static let cancellations = Changes(rawValue: 8)
        /// Tasks have ended whose end no worker has reported to this process.
        static let outcomes = Changes(rawValue: 16)
        static let everything: Changes = [nextDue, schedules, settings, cancellations, outcomes]
    }

    var changes: Changes = []
    /// Workers that the supervisor has reaped.
    var deadWorkers: [DeadWorker] = []
    /// How many slots are to be made.
    var slots = 0
    /// Workers that may all wait for tasks which none of them can start.
    var waitingWorkers: [AwaitingAttempt]?
    /// No worker is left, and what the last ones have left is to be stored until then.
    var finishBy: MonotonicTime?
}

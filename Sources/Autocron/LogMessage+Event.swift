extension LogMessage {
    /// What kind of thing a message tells, as a code that programs may compare.
    ///
    /// A code keeps its meaning in later versions, which may add further ones.
    public struct Event: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
        /// The code, such as `attempt.crashed`.
        public let rawValue: String

        /// Makes an event of its code.
        ///
        /// - Parameter rawValue: the code.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The code.
        public var description: String { rawValue }
    }
}

extension LogMessage.Event {
    private init(_ rawValue: String) {
        self.init(rawValue: rawValue)
    }

    /// An attempt threw, ran past its timeout, or returned what cannot be stored.
    public static let attemptEnded = Self("attempt.ended")
    /// A worker died while it ran a task.
    public static let attemptCrashed = Self("attempt.crashed")
    /// Tasks were parked, because this build has no function of their name.
    public static let taskParked = Self("task.parked")
    /// Calls could not be stored, and are lost.
    public static let taskNotStored = Self("task.notStored")
    /// Functions are not recurring any more in this build.
    public static let recurringRemoved = Self("recurring.removed")
    /// A worker ended although nothing had asked it to, while no task ran in it.
    public static let workerEnded = Self("worker.ended")
    /// A worker crashed on its way to `Autocron.start`, and Swift's runtime still writes the report.
    public static let workerCrashed = Self("worker.crashed")
    /// Workers end one after the other; the text says what to check.
    public static let workerRestartsTooOften = Self("worker.restartsTooOften")
    /// The system refuses to start a worker.
    public static let workerCannotStart = Self("worker.cannotStart")
    /// A worker has started and cannot use what it needs.
    public static let workerCannotWork = Self("worker.cannotWork")
    /// A worker used more than `workerMemoryLimit`, and is replaced.
    public static let workerRetired = Self("worker.retired")
    /// What a dead worker has left cannot be read.
    public static let slotUnreadable = Self("slot.unreadable")
    /// Files in the pool's folder were deleted under running workers.
    public static let slotLost = Self("slot.lost")
    /// Another process hosts the workers.
    public static let poolHostedElsewhere = Self("pool.hostedElsewhere")
    /// This process cannot host workers.
    public static let poolCannotHost = Self("pool.cannotHost")
    /// This process cannot wake the workers of the one that hosts them.
    public static let poolCannotWake = Self("pool.cannotWake")
    /// All workers wait for tasks that no worker is left to start.
    public static let poolStandsStill = Self("pool.standsStill")
    /// `Autocron.run` ends, by a signal or by cancellation.
    public static let poolStopping = Self("pool.stopping")
    /// The database cannot be used; the library tries again.
    public static let databaseTrouble = Self("database.trouble")
    /// The database can be written again.
    public static let databaseRecovered = Self("database.recovered")
    /// SQLite has a bug that matters to a file with tables of the application's own.
    public static let databaseShared = Self("database.shared")
    /// A connection that reads keeps the write-ahead log from being copied.
    public static let walBlocked = Self("wal.blocked")
    /// The write-ahead log cannot be copied into the database.
    public static let walNotCopied = Self("wal.notCopied")
    /// Old outcomes cannot be deleted, so the database grows.
    public static let outcomesNotDeleted = Self("outcomes.notDeleted")
    /// The clock was set back, so recurring functions wait or go on from now.
    public static let clockSetBack = Self("clock.setBack")
    /// The clock jumped forward, so no results are deleted for an hour.
    public static let clockJumped = Self("clock.jumped")
}

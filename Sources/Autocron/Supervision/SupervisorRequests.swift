import TaskModel

/// What other threads of this process ask of the supervisor.
struct SupervisorRequests: Sendable {
    /// The application stops.
    var stop: PoolMembership.StopOrder?
    /// The WAL is long enough to be copied.
    var needsCheckpoint = false
    /// Tasks were stored, so the pool is not quiet.
    var hasActivity = false
    /// The settings have changed.
    var hasNewSettings = false
    /// The running attempts that were marked to be cancelled, as the database was read last.
    var unwanted: [UnwantedAttempt] = []
    /// The names of slots that the supervisor has ordered.
    var slots: [String] = []
    /// The answer about workers that wait: whether they stand still, and it is reported.
    var isStandstill: Bool?
}

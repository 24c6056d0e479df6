import Platform

/// What a worker's message, or its end, means for the other parts of the supervisor.
enum WorkerEvent {
    /// Callers may wait for these tasks.
    case finished([PoolMessage.FinishedTask])
    /// A task of the worker has stored tasks.
    case tasksCommitted(due: Int, earliest: WallTime)
    case cancellationRequested
    case maintenanceDue
    /// The worker said more than its socket held, and what it said is lost.
    case messagesLost
    /// Its process has ended.
    case died
    /// What concerns the fleet alone; the pool is not quiet.
    case other
}

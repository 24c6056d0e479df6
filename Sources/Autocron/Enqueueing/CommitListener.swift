package import TaskStore

/// Notifies the pool of this process's commits, so that the pool need not poll for them.
package protocol CommitListener: Sendable {
    /// Tasks were stored.
    ///
    /// - Parameters:
    ///   - due: The number of tasks that are due now.
    ///   - earliest: When the first of the others is due.
    func stored(due: Int, earliest: WallTime?)

    /// The cancellation of a running task was requested.
    func cancellationRequested()

    /// The write-ahead log is long enough for a checkpoint.
    func logGrown()

    /// Whether this process is notified of each outcome.
    var hearsOutcomes: Bool { get }
}

extension CommitListener {
    /// Notifies the pool of the due times of the tasks that were just committed.
    func announce(_ instants: [WallTime], at now: WallTime) {
        var due = 0
        var earliest: WallTime?
        for instant in instants {
            if instant > now { earliest = min(earliest ?? instant, instant) } else { due += 1 }
        }
        stored(due: due, earliest: earliest)
    }
}

package import Platform

/// Notifies the pool of this process's commits, so that the pool need not poll for them.
package protocol PoolNotifier: Sendable {
    /// Tasks were stored.
    ///
    /// - Parameters:
    ///   - due: The number of tasks that are due now.
    ///   - earliest: When the first of the others is due.
    func tasksCommitted(due: Int, earliest: WallTime?)

    /// The cancellation of a running task was requested.
    func cancellationRequested()

    /// The store has something to tidy up, such as a WAL that is long enough for a checkpoint.
    func maintenanceDue()

    /// Whether this process is notified of each outcome.
    var receivesOutcomes: Bool { get }
}

extension PoolNotifier {
    /// Notifies the pool of the due times of the tasks that were just committed.
    func notify(_ instants: [WallTime], at now: WallTime) {
        var due = 0
        var earliest: WallTime?
        for instant in instants {
            if instant > now { earliest = min(earliest ?? instant, instant) } else { due += 1 }
        }
        tasksCommitted(due: due, earliest: earliest)
    }
}

/// Who is told what this process has committed, so that nobody needs to look for it.
package protocol CommitListener: Sendable {
    /// Tasks were stored.
    ///
    /// - Parameters:
    ///   - due: how many are due now.
    ///   - earliest: when the first of the others is; µs since 1970.
    func stored(due: Int, earliest: Int64?)

    /// A running task is marked to be cancelled.
    func cancellationRequested()

    /// The write-ahead log is long enough to be copied.
    func logGrown()

    /// Whether this process learns of each outcome by itself.
    var hearsOutcomes: Bool { get }
}

extension CommitListener {
    /// Tells of the instants at which tasks are due that were just committed.
    func announce(_ instants: [Int64], at now: Int64) {
        var due = 0
        var earliest: Int64?
        for instant in instants {
            if instant > now { earliest = min(earliest ?? instant, instant) } else { due += 1 }
        }
        stored(due: due, earliest: earliest)
    }
}

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

/// The write-ahead log's measure.
enum WriteAheadLog {
    /// Pages from which on it is copied into the file: 16 MB.
    static let limit = 4_000

    /// Pages from which on callers that commit for themselves ask for that, too: 64 MB.
    ///
    /// Copying wants the processor and the disk that they want, and most bursts end before.
    static let limitOfCallers = 4 * limit
}

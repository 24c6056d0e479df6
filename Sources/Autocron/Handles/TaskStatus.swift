/// The state of a task.
///
/// Later versions may add cases, so a `switch` over it needs `@unknown default`.
@nonexhaustive
public enum TaskStatus: String, Hashable, Sendable, Codable, CaseIterable {
    /// Stored; runs when it is due and a worker is free; also between two attempts.
    case waiting
    /// A worker has claimed it.
    case running
    /// Its function returned.
    case succeeded
    /// Its function threw, crashed or ran out of time, and no attempt is left.
    case failed
    /// It was cancelled.
    case cancelled
    /// No program can run it at present: no running build knows its name, or its arguments do not decode.
    case parked
    /// Nothing is known of it: there never was such a task, or its result's time to live is over.
    case unknown
}

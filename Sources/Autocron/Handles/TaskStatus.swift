/// The state of a task.
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
    /// Its result's time to live is over, so that nothing is known of it any more.
    case expired
}

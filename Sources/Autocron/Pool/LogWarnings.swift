import TaskStore

/// What users are told of a write-ahead log that does not get shorter: once, until it does again.
struct LogWarnings: Equatable, Sendable {
    /// Nanoseconds after a copy that a reader was in the way of, during which there is no other.
    static let pause: Int64 = 1_000_000_000

    private var hasWarned = false
    private var hasFailed = false

    /// The log was copied, as far as could be.
    ///
    /// - Parameters:
    ///   - progress: how far.
    ///   - path: the database.
    /// - Returns: what to log, if anything.
    mutating func message(after progress: Checkpointer.Progress, of path: String) -> LogMessage? {
        hasFailed = false
        guard !progress.isComplete else {
            hasWarned = false
            return nil
        }
        guard progress.frames > WriteAheadLog.limitOfCallers, !hasWarned else { return nil }
        hasWarned = true
        return LogMessage(
            .warning,
            "the write-ahead log of '\(path)' has grown to \(progress.frames) pages, because some connection has been "
                + "reading since \(progress.frames - progress.copied) pages ago; look for a read transaction that is never "
                + "ended"
        )
    }

    /// The log could not be copied.
    mutating func message(after error: StoreError) -> LogMessage? {
        // The next request tries again; nothing is lost while the log is long.
        guard !error.isTransient, !hasFailed else { return nil }
        hasFailed = true
        return LogMessage(.warning, "the write-ahead log grows, since it cannot be copied: \(error.description)")
    }
}

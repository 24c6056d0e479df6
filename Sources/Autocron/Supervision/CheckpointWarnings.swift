import SQLiteStore
import TaskModel

/// Warnings about a write-ahead log that does not get shorter: once, until it does again.
struct CheckpointWarnings: Equatable, Sendable {
    /// Nanoseconds without another checkpoint after a reader was in the way of one.
    static let pause = Duration.seconds(1)

    private var hasWarned = false
    private var hasFailed = false

    /// The result of a checkpoint.
    ///
    /// - Parameters:
    ///   - progress: How much was copied.
    ///   - path: The database.
    /// - Returns: What to log, if anything.
    mutating func message(after progress: Checkpointer.Progress, of path: String) -> LogMessage? {
        hasFailed = false
        guard !progress.isComplete else {
            hasWarned = false
            return nil
        }
        guard progress.frames > WriteAheadLog.limitOfCallers, !hasWarned else { return nil }
        hasWarned = true
        return LogMessage(
            .warning, .walBlocked,
            "the write-ahead log of '\(path)' has grown to \(progress.frames) pages, because some connection has been "
                + "reading since \(progress.frames - progress.copied) pages ago; look for a read transaction that is never "
                + "ended",
            [.database: path, .count: progress.frames]
        )
    }

    /// A checkpoint failed.
    mutating func message(after error: StoreError) -> LogMessage? {
        // The next request tries again; a long log loses nothing.
        guard !error.isTransient, !hasFailed else { return nil }
        hasFailed = true
        return LogMessage(
            .warning, .walNotCopied, "the write-ahead log grows, since it cannot be copied: \(error.description)",
            [.errorCode: AutocronError(error).code.rawValue])
    }
}

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
    /// - Returns: What to report, if anything.
    mutating func notice(after progress: Checkpointer.Progress, of path: String) -> StoreNotice? {
        hasFailed = false
        guard !progress.isComplete else {
            hasWarned = false
            return nil
        }
        guard progress.frames > WriteAheadLog.limitOfCallers, !hasWarned else { return nil }
        hasWarned = true
        return StoreNotice(
            .walBlocked,
            "the write-ahead log of '\(path)' has grown to \(progress.frames) pages, because some connection has been "
                + "reading since \(progress.frames - progress.copied) pages ago; look for a read transaction that is never "
                + "ended",
            pages: progress.frames)
    }

    /// A checkpoint failed.
    mutating func notice(after error: StoreError) -> StoreNotice? {
        // The next request tries again; a long log loses nothing.
        guard !error.isTransient, !hasFailed else { return nil }
        hasFailed = true
        return StoreNotice(
            .walNotCopied, "the write-ahead log grows, since it cannot be copied: \(error.description)", error: error)
    }
}

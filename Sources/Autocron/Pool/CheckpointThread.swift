import Foundation
import TaskStore

/// A thread of the pool's holder for what takes longer than the supervisor may be away: copying the write-ahead log into
/// the file, and deleting old outcomes.
///
/// `@unchecked Sendable` is right because everything mutable is touched under `condition`'s lock alone, or by the thread alone.
final class CheckpointThread: @unchecked Sendable {
    private let file: DatabaseFile
    private let log: @Sendable (LogMessage) -> Void
    private let condition = NSCondition()
    private var isRequested = false
    private var deletesBefore: Int64?
    private var isFinishing = false
    private var hasEnded = false
    /// Of the thread alone.
    private var freePages = FreePageWatch()

    init(file: DatabaseFile, log: @escaping @Sendable (LogMessage) -> Void) {
        self.file = file
        self.log = log
    }

    func start() {
        let thread = Thread { [self] in work() }
        thread.name = "autocron.checkpoint"
        thread.start()
    }

    /// Asks for a checkpoint.
    ///
    /// - Parameter instant: also delete tasks that ended before it; µs since 1970.
    func request(deletingBefore instant: Int64? = nil) {
        condition.withLock {
            isRequested = true
            deletesBefore = instant ?? deletesBefore
            condition.signal()
        }
    }

    /// Asks for the last checkpoint, and waits for it.
    func finish() {
        condition.lock()
        isFinishing = true
        condition.signal()
        while !hasEnded { condition.wait() }
        condition.unlock()
    }

    private func work() {
        var hasWarned = false
        var hasFailed = false
        while let instant = nextRequest() {
            do {
                let progress = try pass(deletingBefore: instant.deletesBefore)
                if !progress.isComplete, progress.frames > 4 * WriteAheadLog.limit, !hasWarned {
                    hasWarned = true
                    log(LogMessage(.warning, Self.readerWarning(progress, file)))
                }
                if progress.isComplete { hasWarned = false }
                hasFailed = false
            } catch {
                // The next request tries again; nothing is lost while the log is long.
                if !error.isTransient, !hasFailed {
                    hasFailed = true
                    log(
                        LogMessage(
                            .warning, "the write-ahead log grows, since it cannot be copied: \(error.description)"))
                }
            }
            if instant.isLast { break }
        }
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }

    private static func readerWarning(_ progress: Checkpointer.Progress, _ file: DatabaseFile) -> String {
        "the write-ahead log of '\(file.path)' has grown to \(progress.frames) pages, because some connection has been "
            + "reading since \(progress.frames - progress.copied) pages ago; look for a read transaction that is never ended"
    }

    private struct Request {
        var deletesBefore: Int64?
        var isLast: Bool
    }

    private func nextRequest() -> Request? {
        condition.lock()
        defer { condition.unlock() }
        while !isRequested, !isFinishing { condition.wait() }
        defer {
            isRequested = false
            deletesBefore = nil
        }
        return Request(deletesBefore: deletesBefore, isLast: isFinishing)
    }

    private func pass(deletingBefore instant: Int64?) throws(StoreError) -> Checkpointer.Progress {
        // Opened for each pass: an idle pool keeps no connections that it does not need.
        let checkpointer = try Checkpointer(file: file)
        if let instant {
            let spare = freePages.look(try checkpointer.freePages(), at: Monotonic.now())
            // Others get to write between two batches.
            while try checkpointer.deleteFinished(before: instant, now: Timestamp.now()) { usleep(2_000) }
            if spare > 0 {
                let reserve = max(Connection.pageReserve, try checkpointer.freePages() - spare)
                while try checkpointer.returnPages(keeping: reserve) { usleep(2_000) }
            }
        }
        return try checkpointer.run()
    }
}

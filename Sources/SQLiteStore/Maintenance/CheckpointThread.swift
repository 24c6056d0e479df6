import Foundation
import Platform
import TaskModel

/// A thread of the host process for work that takes longer than the supervisor may be away: checkpoints of the
/// write-ahead log, and the deletion of old outcomes.
///
/// `@unchecked Sendable` is right because `warnings` and `freePages` are used by the thread alone.
final class CheckpointThread: @unchecked Sendable {
    private let file: DatabaseFile
    private let report: @Sendable (StoreNotice) -> Void
    private let state = Monitor(State())
    private var warnings = CheckpointWarnings()
    private var freePages = FreePageTrend()

    private struct State {
        var isRequested = false
        var deletesBefore: WallTime?
        var isFinishing = false
        var hasEnded = false
        /// A reader was in the way: until this time another checkpoint would be in vain.
        var pausedUntil = MonotonicTime.distantPast
    }

    init(file: DatabaseFile, report: @escaping @Sendable (StoreNotice) -> Void) {
        self.file = file
        self.report = report
    }

    func start() {
        let thread = Thread { [self] in work() }
        thread.name = "autocron.checkpoint"
        thread.start()
    }

    /// Asks for a checkpoint.
    ///
    /// - Parameter instant: Also delete tasks that ended before it, and shrink the file.
    func request(deletingBefore instant: WallTime? = nil) {
        state.change { state in
            state.isRequested = true
            state.deletesBefore = instant ?? state.deletesBefore
        }
    }

    /// Asks for the last checkpoint, and waits for it; unfinished deletions are left to the next pool.
    func finish() {
        state.change { $0.isFinishing = true }
        state.wait { $0.hasEnded ? .proceed(()) : .sleep() }
    }

    private func work() {
        while true {
            let request = nextRequest()
            do {
                try pass(request)
            } catch {
                if let notice = warnings.notice(after: error) { report(notice) }
            }
            if request.isLast { break }
        }
        state.change { $0.hasEnded = true }
    }

    private struct Request {
        var deletesBefore: WallTime?
        var isLast: Bool
    }

    private func nextRequest() -> Request {
        state.wait { state in
            if state.isFinishing { return .proceed(Request(isLast: true)) }
            guard state.isRequested else { return .sleep() }
            let left = state.pausedUntil - .now()
            guard left <= .zero || state.deletesBefore != nil else {
                return .sleep(until: Date(timeIntervalSinceNow: Double(left.nanoseconds) / 1e9))
            }
            defer {
                state.isRequested = false
                state.deletesBefore = nil
            }
            return .proceed(Request(deletesBefore: state.deletesBefore, isLast: false))
        }
    }

    private func pass(_ request: Request) throws(StoreError) {
        // Opened for each pass: an idle pool keeps no connections that it does not need. The last pass must not wait
        // for another connection's lock: the next start runs a checkpoint, too.
        let checkpointer = try Checkpointer(file: file, busyTimeout: request.isLast ? .milliseconds(100) : .seconds(1))
        if let instant = request.deletesBefore { try tidyUp(before: instant, checkpointer) }
        try copy(checkpointer, shrinks: request.deletesBefore != nil)
    }

    /// Deletes old outcomes and frees pages, in many small transactions; other connections write between two of them.
    ///
    /// Each deleted row changes whole pages, so a checkpoint runs as often as the WAL gets long in the meantime.
    private func tidyUp(before instant: WallTime, _ checkpointer: Checkpointer) throws(StoreError) {
        var copyAt = WriteAheadLog.limit
        let spare = freePages.add(try checkpointer.freePages(), at: .now())
        while try checkpointer.deleteFinished(before: instant, now: .now()) {
            guard try mayContinue(checkpointer, &copyAt) else { return }
        }
        guard spare > 0 else { return }
        let reserve = max(Connection.pageReserve, try checkpointer.freePages() - spare)
        while try checkpointer.returnPages(keeping: reserve) {
            guard try mayContinue(checkpointer, &copyAt) else { return }
        }
    }

    /// Pauses, and runs a checkpoint if the WAL has become long.
    ///
    /// - Returns: False if the rest is left to another time: the pool ends, or a reader keeps the WAL from being
    ///   restarted, and it would fill the disk.
    private func mayContinue(_ checkpointer: Checkpointer, _ copyAt: inout Int) throws(StoreError) -> Bool {
        // Gives other writers their turn.
        usleep(2_000)
        guard !state.withLock({ $0.isFinishing }) else { return false }
        guard checkpointer.walFrames > copyAt else { return true }
        let isComplete = try copy(checkpointer, shrinks: false)
        copyAt = isComplete ? WriteAheadLog.limit : checkpointer.walFrames + WriteAheadLog.limit
        return isComplete || checkpointer.walFrames <= WriteAheadLog.limitOfCallers
    }

    /// - Returns: Whether the whole log was copied.
    @discardableResult
    private func copy(_ checkpointer: Checkpointer, shrinks: Bool) throws(StoreError) -> Bool {
        // Another process runs a checkpoint already; if it leaves anything, the next commit requests another one.
        guard let progress = try checkpointer.run(shrinks: shrinks) else { return false }
        if let notice = warnings.notice(after: progress, of: file.path) { report(notice) }
        let pause = progress.isComplete ? .zero : CheckpointWarnings.pause
        state.withLock { $0.pausedUntil = .now() + pause }
        return progress.isComplete
    }
}

import Foundation
import Platform
import Synchronization
import TaskModel

/// Runs checkpoints in a process that does not host the pool, while no process hosts it.
///
/// Without it a program that only stores tasks would fill the disk while the program that runs them is down.
final class UnhostedCheckpoints: Sendable {
    private let file: DatabaseFile
    private let report: @Sendable (StoreNotice) -> Void
    private let isCopying = Atomic(false)
    private let warnings = Mutex(CheckpointWarnings())
    /// A reader was in the way: until this time another checkpoint would be in vain; monotonic nanoseconds.
    private let pausedUntil = Atomic<Int64>(.min)

    init(file: DatabaseFile, report: @escaping @Sendable (StoreNotice) -> Void) {
        self.file = file
        self.report = report
    }

    /// Runs a checkpoint on a thread of its own, unless one is running: no caller waits for it.
    func start() {
        guard MonotonicTime.now().nanoseconds >= pausedUntil.load(ordering: .relaxed) else { return }
        guard !isCopying.exchange(true, ordering: .acquiring) else { return }
        let thread = Thread { [self] in
            defer { isCopying.store(false, ordering: .releasing) }
            if let notice = copy() { report(notice) }
        }
        thread.name = "autocron.checkpoint"
        thread.start()
    }

    private func copy() -> StoreNotice? {
        do throws(StoreError) {
            guard let progress = try Checkpointer(file: file).run() else { return nil }
            if !progress.isComplete {
                pausedUntil.store((MonotonicTime.now() + CheckpointWarnings.pause).nanoseconds, ordering: .relaxed)
            }
            return warnings.withLock { $0.notice(after: progress, of: file.path) }
        } catch {
            return warnings.withLock { $0.notice(after: error) }
        }
    }
}

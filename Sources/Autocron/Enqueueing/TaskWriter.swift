import Foundation
import Platform
import Synchronization
import TaskModel

/// A thread that stores the tasks of buffered and of suspending calls, many in one commit.
///
/// It commits at once, and takes into the next commit what callers have added in the meantime. So a caller waits for
/// one commit at most besides its own, and callers share commits exactly when there are many.
final class TaskWriter: Sendable {
    typealias Entry = PendingInsert

    private let store: any TaskStore
    private let listener: any PoolNotifier
    private let log: @Sendable (LogMessage) -> Void
    private let queue = Monitor(GroupCommitQueue())
    /// The thread while it runs.
    private let thread = Mutex<ObjectIdentifier?>(nil)
    /// Closed while callers are resumed; recursive, because an executor may run them at once on the same thread.
    private let completionGate = NSRecursiveLock()
    /// When the last commit was made that several callers shared; microseconds since 1970.
    private let lastShared = Atomic<Int64>(0)

    init(store: any TaskStore, listener: any PoolNotifier, log: @escaping @Sendable (LogMessage) -> Void) {
        self.store = store
        self.listener = listener
        self.log = log
    }

    /// Starts the thread.
    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "autocron.writer"
        thread.start()
    }

    private var isOnOwnThread: Bool { thread.withLock { $0 == ObjectIdentifier(Thread.current) } }

    // MARK: Callers

    /// Adds a task.
    ///
    /// - Returns: False if the writer is closed; the task is then not accepted.
    func add(_ entry: Entry) -> Bool {
        if entry.completion != nil { completionGate.withLock {} }
        let (isTaken, isFirst) = queue.wait { queue -> Monitor<GroupCommitQueue>.Step<(Bool, Bool)> in
            guard !queue.isClosed else { return .proceed((false, false)) }
            // The log handler runs on the writer's own thread and may make calls; the thread cannot wait for itself.
            guard !queue.isFull || isOnOwnThread else { return .sleep() }
            let isFirst = queue.isEmpty
            queue.add(entry)
            return .proceed((true, isFirst))
        }
        // The thread sleeps only while the queue is empty.
        if isFirst { queue.wakeAll() }
        return isTaken
    }

    /// Whether no task is on its way to the disk, and recent calls did not share a commit.
    ///
    /// Many callers do better when they share commits, even if one of them could have been first.
    ///
    /// - Parameter now: the present.
    func isIdle(at now: WallTime) -> Bool {
        let shared = lastShared.load(ordering: .relaxed)
        guard !(shared...shared + 1_000).contains(now.microseconds) else { return false }
        return queue.withLock { $0.isEmpty && !$0.isClosed }
    }

    /// Waits until all tasks added so far are on disk.
    ///
    /// - Parameter timeout: How long to wait.
    /// - Returns: False if they are not on disk in time.
    func flush(within timeout: Duration) -> Bool {
        // Thirty years are forever, and a date that Foundation can count in nanoseconds.
        let deadline = Date(timeIntervalSinceNow: min(Double(timeout.microseconds) / 1_000_000, 1e9))
        let target = queue.withLock { $0.last }
        return queue.wait { queue in
            if queue.completed >= target { return .proceed(true) }
            return deadline.timeIntervalSinceNow > 0 ? .sleep(until: deadline) : .proceed(false)
        }
    }

    /// Suspends until all tasks added so far are on disk.
    func flush() async {
        await withCheckedContinuation { continuation in
            let waits = queue.withLock { queue in queue.wait(for: queue.last) { continuation.resume() } }
            if !waits { continuation.resume() }
        }
    }

    /// Lets a caller wait for all tasks added so far.
    ///
    /// - Returns: A ticket that is signaled when all of them have left the queue; nil if they have left it already.
    func ticketForAll() -> OutcomeWaiters.Ticket? {
        let ticket = OutcomeWaiters.Ticket()
        return queue.withLock { queue in queue.wait(for: queue.last) { ticket.signal(.poll) } } ? ticket : nil
    }

    /// Lets a caller wait for one task's way to the disk, independently of the tasks behind it.
    ///
    /// - Parameter id: The task.
    /// - Returns: A ticket that is signaled when the task has left the queue; nil if it is not in the queue, and so is
    ///   on disk unless it never will be.
    func ticket(for id: TaskID) -> OutcomeWaiters.Ticket? {
        let ticket = OutcomeWaiters.Ticket()
        return queue.withLock { queue in
            queue.number(of: id).map { number in queue.wait(for: number) { ticket.signal(.poll) } } ?? false
        } ? ticket : nil
    }

    /// Whether a task is still on its way to the disk.
    func holds(_ id: TaskID) -> Bool {
        queue.withLock { $0.number(of: id) != nil }
    }

    /// Why nothing can be stored, if that has lasted for a while.
    ///
    /// - Parameter span: How long; by default as long as a call that throws waits for a lock.
    func failure(lasting span: Duration = .seconds(5)) -> StoreError? {
        queue.withLock { queue in
            guard let failure = queue.failure, MonotonicTime.now() - failure.since >= span else { return nil }
            return failure.error
        }
    }

    /// Accepts no more tasks, and stores those it has.
    ///
    /// - Parameter timeout: How long to wait for that.
    /// - Returns: The tasks that could not be stored.
    func close(within timeout: Duration) -> [NewTask] {
        queue.change { $0.close() }
        // A log handler that calls `exit` runs on the writer's own thread, which cannot wait for itself.
        if isOnOwnThread { while commit() {} } else { _ = flush(within: timeout) }
        let (left, ready) = queue.change { queue in (queue.removeUnawaited(), queue.takeCompletedWaiters()) }
        for resume in ready { resume() }
        return left
    }

    // MARK: The thread

    private func run() {
        thread.withLock { $0 = ObjectIdentifier(Thread.current) }
        while waitForTasks() {
            if !commit() { pauseAfterFailure() }
        }
        // A later thread may get the same identifier.
        thread.withLock { $0 = nil }
    }

    /// - Returns: False if the writer is closed and no task is left.
    private func waitForTasks() -> Bool {
        queue.wait { queue in
            if !queue.isEmpty { return .proceed(true) }
            return queue.isClosed ? .proceed(false) : .sleep()
        }
    }

    /// Backs off after a failed commit; the cause may be transient.
    ///
    /// A writer that closes continues to retry for as long as the closing thread waits.
    private func pauseAfterFailure() {
        let failures = queue.withLock { $0.failures }
        Thread.sleep(forTimeInterval: min(0.05 * Double(1 << min(failures, 5)), 1))
    }

    /// Stores some of the tasks, in one commit.
    ///
    /// - Returns: False if the commit failed, or there was no task.
    private func commit() -> Bool {
        guard let (entries, last) = queue.withLock({ $0.next() }) else { return false }
        do {
            let insertions = try store.insert(entries)
            Failpoint.callCommitted.pass()
            finish(entries, insertions, upTo: last)
            return true
        } catch {
            return error.code == .refused ? refuse(entries, error, upTo: last) : fail(entries, error)
        }
    }

    private func finish(_ entries: [Entry], _ insertions: [InsertResult], upTo last: UInt64) {
        if entries.count > 1 { lastShared.store(WallTime.now().microseconds, ordering: .relaxed) }
        if queue.withLock({ $0.failures }) > 0 {
            log(
                LogMessage(
                    .warning, .databaseRecovered,
                    "the database can be written again; \(entries.count) waiting tasks are stored",
                    [.count: entries.count]))
        }
        let ready = queue.change { queue in
            queue.remove(upTo: last)
            return queue.takeCompletedWaiters()
        }
        listener.notify(entries.map(\.task.runAt), at: store.now())
        resume(entries, insertions)
        for resume in ready { resume() }
        if store.isMaintenanceDue(.pool) { listener.maintenanceDue() }
    }

    /// Removes the one task that the store refuses for its content: retried, it would block all others forever.
    private func refuse(_ entries: [Entry], _ error: StoreError, upTo last: UInt64) -> Bool {
        guard let entry = entries.first, entries.count == 1 else {
            queue.withLock { $0.storeSingly(entries.count) }
            return true
        }
        let ready = queue.change { queue in
            queue.remove(upTo: last)
            return queue.takeCompletedWaiters()
        }
        if let completion = entry.completion {
            completion(.failure(error))
        } else {
            log(
                LogMessage(
                    .error, .taskNotStored, "a call of '\(entry.task.name)' is not stored: \(error.description)",
                    task: entry.task.id, [.taskName: entry.task.name]))
        }
        for resume in ready { resume() }
        return true
    }

    /// Resumes the callers that wait, with the error; the other tasks are kept and retried.
    private func fail(_ entries: [Entry], _ error: StoreError) -> Bool {
        let (failed, isFirst, ready) = queue.change { queue in
            let failed = queue.fail(error, now: .now())
            return (failed, queue.failures == 1, queue.takeCompletedWaiters())
        }
        for entry in failed { entry.completion?(.failure(error)) }
        for resume in ready { resume() }
        let kept = entries.count { $0.completion == nil }
        if isFirst, kept > 0 {
            log(
                LogMessage(
                    .error, .databaseTrouble,
                    "\(kept) tasks cannot be stored yet, and are kept in memory: \(error.description)",
                    [.count: kept, .errorCode: AutocronError(error).code.rawValue]))
        }
        return false
    }

    // MARK: Resuming callers

    /// The writer resumes so few callers itself, which takes less time than to start a Swift task.
    private static let inlineCompletionLimit = 8

    /// Tells callers that their tasks are on disk: many callers from a thread of Swift's pool, so that the writer can
    /// store the next tasks in the meantime.
    private func resume(_ entries: [Entry], _ insertions: [InsertResult]) {
        guard entries.contains(where: { $0.completion != nil }) else { return }
        if entries.count > Self.inlineCompletionLimit {
            Task { complete(entries, insertions) }
        } else {
            complete(entries, insertions)
        }
    }

    private func complete(_ entries: [Entry], _ insertions: [InsertResult]) {
        // Resumed callers that call again wait at the gate. Otherwise each would run before the next one is resumed, on this
        // processor in place of this thread, and each would wake a thread.
        completionGate.withLock {
            for (entry, insertion) in zip(entries, insertions) { entry.completion?(.success(insertion)) }
        }
    }
}

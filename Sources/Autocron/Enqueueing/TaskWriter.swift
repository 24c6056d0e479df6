import Foundation
import Synchronization
import TaskStore

/// A thread that stores the tasks of buffered and of suspending calls, many in one commit.
///
/// It commits at once and takes into the next commit what has come meanwhile, so the wait is at most one commit, and
/// callers share commits exactly when there are many. `@unchecked Sendable` is right because everything mutable is
/// touched under `condition`'s lock alone.
final class TaskWriter: @unchecked Sendable {
    typealias Entry = QueuedTask

    /// Entries that may wait; a caller of more is held up until there is room.
    static let room = 50_000
    private static let commitSize = 1_000

    private let store: TaskStore
    private let listener: any CommitListener
    private let log: @Sendable (LogMessage) -> Void
    private let condition = NSCondition()
    /// Closed while callers are told; a recursive lock, since an executor may run them at once, on the same thread.
    private let door = NSRecursiveLock()
    /// In the order of their numbers, which count the entries ever added.
    private var pending: [(number: UInt64, entry: Entry)] = []
    private var added: UInt64 = 0
    private var barriers: [(UInt64, @Sendable () -> Void)] = []
    private var isClosed = false
    private var failures = 0
    /// Why the last commits failed, and since when they do; monotonic nanoseconds.
    private var failure: (error: StoreError, since: Int64)?
    /// How many entries are stored one by one, since SQLite refuses one among them; used by the writing thread alone.
    private var singly = 0
    /// When the last commit was made that several callers shared; µs since 1970.
    private let lastShared = Atomic<Int64>(0)
    private var thread: Thread?

    init(store: TaskStore, listener: any CommitListener, log: @escaping @Sendable (LogMessage) -> Void) {
        self.store = store
        self.listener = listener
        self.log = log
    }

    /// Starts the thread.
    func start() {
        let thread = Thread { [self] in work() }
        thread.name = "autocron.writer"
        condition.withLock { self.thread = thread }
        thread.start()
    }

    // MARK: Callers

    /// Hands a task over.
    ///
    /// - Returns: false if the writer is closed; the task is then not taken.
    func add(_ entry: Entry) -> Bool {
        if entry.completion != nil { door.withLock {} }
        condition.lock()
        defer { condition.unlock() }
        while pending.count >= Self.room, !isClosed, Thread.current != thread { condition.wait() }
        guard !isClosed else { return false }
        added += 1
        pending.append((added, entry))
        // Only while there is nothing does the thread sleep.
        if pending.count == 1 { condition.broadcast() }
        return true
    }

    /// Whether nothing is on its way to the disk, and calls have come singly of late.
    ///
    /// Callers who are many do better when they share commits, even where one could have been first.
    ///
    /// - Parameter now: µs since 1970.
    func isIdle(at now: Int64) -> Bool {
        let shared = lastShared.load(ordering: .relaxed)
        guard !(shared...shared + 1_000).contains(now) else { return false }
        return condition.withLock { pending.isEmpty && !isClosed }
    }

    /// Waits until all that was added so far is on disk.
    ///
    /// - Parameter limit: how long to wait.
    /// - Returns: false if it is not on disk by then.
    func flush(within limit: Duration) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let target = added
        guard done < target else { return true }
        // Thirty years are for ever, and a date that Foundation can count in nanoseconds.
        let deadline = Date(timeIntervalSinceNow: min(Double(limit.microseconds) / 1_000_000, 1e9))
        while done < target {
            guard condition.wait(until: deadline) else { return done >= target }
        }
        return true
    }

    /// Suspends until all that was added so far is on disk.
    func flush() async {
        await withCheckedContinuation { continuation in
            let isDone = condition.withLock {
                guard done < added else { return true }
                barriers.append((added, { continuation.resume() }))
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    /// Lets a caller wait for all that was added so far.
    ///
    /// - Returns: signalled when all of it is dealt with; nil where it is already.
    func ticketForAll() -> OutcomeWaiters.Ticket? {
        condition.withLock {
            guard done < added else { return nil }
            let ticket = OutcomeWaiters.Ticket()
            barriers.append((added, { ticket.signal(.look) }))
            return ticket
        }
    }

    /// Why nothing can be stored, if that has been so for long.
    ///
    /// - Parameter span: for how long; by default as long as a call that throws waits for a lock.
    func failure(lasting span: Duration = .seconds(5)) -> StoreError? {
        condition.withLock {
            guard let failure, Monotonic.now() - failure.since >= span.nanoseconds else { return nil }
            return failure.error
        }
    }

    /// Lets somebody wait for one task's way to the disk, whatever becomes of those behind it.
    ///
    /// - Parameter id: the task.
    /// - Returns: signalled when the task is dealt with; nil where it is not in the line, and so is on disk if it ever
    ///   was to be.
    func ticket(for id: NewTask.Identifier) -> OutcomeWaiters.Ticket? {
        condition.withLock {
            // The youngest are asked for most.
            guard let number = pending.last(where: { $0.entry.task.id == id })?.number else { return nil }
            let ticket = OutcomeWaiters.Ticket()
            barriers.append((number, { ticket.signal(.look) }))
            return ticket
        }
    }

    /// Whether a task is still on its way to the disk.
    func holds(_ id: NewTask.Identifier) -> Bool {
        condition.withLock { pending.last { $0.entry.task.id == id } != nil }
    }

    /// Takes no more tasks, and stores those it has.
    ///
    /// - Parameter limit: how long to wait for that.
    /// - Returns: the tasks that could not be stored.
    func close(within limit: Duration) -> [NewTask] {
        condition.lock()
        isClosed = true
        condition.broadcast()
        let onWriter = Thread.current == thread
        condition.unlock()
        // A log callback that calls `exit` would otherwise wait for itself.
        if onWriter { while pass() {} } else { _ = flush(within: limit) }
        let (left, passed) = condition.withLock {
            let left = pending.filter { $0.entry.completion == nil }.map(\.entry.task)
            pending.removeAll { $0.entry.completion == nil }
            return (left, passedBarriers())
        }
        for barrier in passed { barrier() }
        return left
    }

    /// The number up to which everything is dealt with.
    ///
    /// Entries leave the line out of order where some have failed, so only what is left of it can tell.
    private var done: UInt64 {
        pending.first.map { $0.number - 1 } ?? added
    }

    /// Takes out, under the lock, the barriers that are passed by now.
    private func passedBarriers() -> [@Sendable () -> Void] {
        condition.broadcast()
        let passed = barriers.filter { $0.0 <= done }.map(\.1)
        barriers.removeAll { $0.0 <= done }
        return passed
    }

    // MARK: The thread

    private func work() {
        while waitForWork() {
            if !pass() { pause() }
        }
        // The thread holds this object as long as this holds the thread.
        condition.withLock { thread = nil }
    }

    /// - Returns: false when the writer is closed and nothing is left.
    private func waitForWork() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while pending.isEmpty, !isClosed { condition.wait() }
        return !pending.isEmpty
    }

    /// Waits after a failure: a moment later it may go better.
    ///
    /// A closing writer tries on, as long as somebody waits for it.
    private func pause() {
        let seconds = min(0.05 * Double(1 << min(failures, 5)), 1)
        Thread.sleep(forTimeInterval: seconds)
    }

    /// Stores some of what is pending, in one commit.
    ///
    /// - Returns: false if it failed, or there was nothing.
    private func pass() -> Bool {
        let (entries, last) = condition.withLock {
            let line = pending.prefix(singly > 0 ? 1 : Self.commitSize)
            return (line.map(\.entry), line.last?.number)
        }
        guard let last else { return false }
        do {
            let insertions = try store.write { connection throws(StoreError) in
                let insertions = try connection.insert(entries)
                Moment.callWritten.pass()
                return insertions
            }
            Moment.callCommitted.pass()
            singly = max(0, singly - 1)
            finish(entries, insertions, upTo: last)
            return true
        } catch {
            return error.code == .refused ? refuse(entries, error, upTo: last) : fail(entries, error)
        }
    }

    /// Leaves out the one entry that SQLite refuses for what it is: tried again, it would hold up all others for ever.
    private func refuse(_ entries: [Entry], _ error: StoreError, upTo last: UInt64) -> Bool {
        guard let entry = entries.first, entries.count == 1 else {
            singly = entries.count
            return true
        }
        singly = max(0, singly - 1)
        let ready = remove(upTo: last, isShared: false)
        entry.completion?(.failure(error))
        if entry.completion == nil {
            log(LogMessage(.error, "a call of '\(entry.task.name)' is not stored: \(error.description)"))
        }
        for barrier in ready { barrier() }
        return true
    }

    private func finish(_ entries: [Entry], _ insertions: [Connection.Insertion], upTo last: UInt64) {
        if failures > 0 {
            log(LogMessage(.warning, "the database can be written again; \(entries.count) waiting tasks are stored"))
        }
        let ready = remove(upTo: last, isShared: entries.count > 1)
        listener.announce(entries.map(\.task.runAt), at: Timestamp.now())
        tell(entries, insertions)
        for barrier in ready { barrier() }
        if store.logFrames > WriteAheadLog.limit { listener.logGrown() }
    }

    /// Tells callers that their tasks are on disk: many from one of their own threads, so that this one can store the next
    /// ones meanwhile.
    private func tell(_ entries: [Entry], _ insertions: [Connection.Insertion]) {
        guard entries.contains(where: { $0.completion != nil }) else { return }
        if entries.count > Self.few {
            Task { complete(entries, insertions) }
        } else {
            complete(entries, insertions)
        }
    }

    /// So few callers are told by the writer itself, which takes less time than to start a Swift task.
    private static let few = 8

    private func complete(_ entries: [Entry], _ insertions: [Connection.Insertion]) {
        // The first ones wait at the door when they call again. Each would otherwise run before the next one is told, on
        // this processor and in this thread's place, and a thread would be woken for each.
        door.withLock {
            for (entry, insertion) in zip(entries, insertions) { entry.completion?(.success(insertion)) }
        }
    }

    /// Takes entries that are dealt with out of the line, where ``close(within:)`` has not done so meanwhile.
    ///
    /// - Returns: the barriers that are passed by it.
    private func remove(upTo last: UInt64, isShared: Bool) -> [@Sendable () -> Void] {
        condition.withLock {
            failures = 0
            failure = nil
            if isShared { lastShared.store(Timestamp.now(), ordering: .relaxed) }
            pending.removeFirst(pending.prefix { $0.number <= last }.count)
            return passedBarriers()
        }
    }

    /// Tells callers who can be told; the others' tasks are kept and tried again.
    private func fail(_ entries: [Entry], _ error: StoreError) -> Bool {
        let (failed, isFirst, passed) = condition.withLock {
            let failed = pending.map(\.entry).filter { $0.completion != nil }
            pending.removeAll { $0.entry.completion != nil }
            failures += 1
            failure = (error, failure?.since ?? Monotonic.now())
            return (failed, failures == 1, passedBarriers())
        }
        for entry in failed { entry.completion?(.failure(error)) }
        for barrier in passed { barrier() }
        let kept = entries.count { $0.completion == nil }
        if isFirst, kept > 0 {
            log(LogMessage(.error, "\(kept) tasks cannot be stored yet, and are kept in memory: \(error.description)"))
        }
        return false
    }
}

import Platform
import TaskModel

/// The tasks that wait for the next shared commit, and the callers that wait for those tasks.
///
/// Tasks are numbered in the order in which they are added. A failed commit removes the tasks whose callers learn of the
/// failure, so tasks leave the queue out of order.
struct GroupCommitQueue: Sendable {
    /// Tasks that may wait; a caller that adds one more waits until there is room.
    static let capacity = 50_000
    /// Tasks in one commit.
    static let commitSize = 1_000

    private struct Element {
        var number: UInt64
        var entry: PendingInsert
    }

    private struct Waiter {
        var number: UInt64
        var resume: @Sendable () -> Void
    }

    private var elements: [Element] = []
    private var waiters: [Waiter] = []
    /// How many tasks were ever added.
    private var added: UInt64 = 0
    /// How many tasks are stored one at a time, because SQLite refuses one of them.
    private var singles = 0
    /// How many commits have failed in a row.
    private(set) var failures = 0
    /// Why they failed, and since when.
    private(set) var failure: (error: StoreError, since: MonotonicTime)?
    private(set) var isClosed = false

    var isEmpty: Bool { elements.isEmpty }
    var isFull: Bool { elements.count >= Self.capacity }
    /// The number of the task that was added last.
    var last: UInt64 { added }
    /// All tasks up to this number have left the queue.
    var completed: UInt64 { elements.first.map { $0.number - 1 } ?? added }

    mutating func add(_ entry: PendingInsert) {
        added += 1
        elements.append(Element(number: added, entry: entry))
    }

    mutating func close() {
        isClosed = true
    }

    /// The number of a task in the queue; callers mostly ask for the newest tasks.
    func number(of id: TaskID) -> UInt64? {
        elements.last { $0.entry.task.id == id }?.number
    }

    /// Calls back when all tasks up to a number have left the queue.
    ///
    /// - Returns: false if they have left it already; the callback is then not kept.
    mutating func wait(for number: UInt64, _ resume: @escaping @Sendable () -> Void) -> Bool {
        guard completed < number else { return false }
        waiters.append(Waiter(number: number, resume: resume))
        return true
    }

    /// Removes the callbacks whose tasks have left the queue, for the caller to call without the lock.
    mutating func takeCompletedWaiters() -> [@Sendable () -> Void] {
        let completed = completed
        let ready = waiters.filter { $0.number <= completed }.map(\.resume)
        waiters.removeAll { $0.number <= completed }
        return ready
    }

    /// The tasks of the next commit, which stay in the queue until it has ended.
    ///
    /// - Returns: nil if none waits.
    func next() -> (entries: [PendingInsert], last: UInt64)? {
        let batch = elements.prefix(singles > 0 ? 1 : Self.commitSize)
        guard let last = batch.last?.number else { return nil }
        return (batch.map(\.entry), last)
    }

    /// Removes the tasks of a commit that has ended, except those that ``removeUnawaited()`` has removed in the
    /// meantime.
    mutating func remove(upTo last: UInt64) {
        failures = 0
        failure = nil
        singles = max(0, singles - 1)
        elements.removeFirst(elements.prefix { $0.number <= last }.count)
    }

    /// Stores the next tasks one at a time, because SQLite refuses one of them.
    mutating func storeSingly(_ count: Int) {
        singles = count
    }

    /// Removes the tasks whose callers wait, because the callers learn of the failure; the other tasks stay.
    ///
    /// - Parameter now: The present.
    /// - Returns: The removed tasks.
    mutating func fail(_ error: StoreError, now: MonotonicTime) -> [PendingInsert] {
        failures += 1
        failure = (error, failure?.since ?? now)
        let awaited = elements.map(\.entry).filter { $0.completion != nil }
        elements.removeAll { $0.entry.completion != nil }
        return awaited
    }

    /// Removes the tasks for which no caller waits.
    mutating func removeUnawaited() -> [NewTask] {
        defer { elements.removeAll { $0.entry.completion == nil } }
        return elements.filter { $0.entry.completion == nil }.map(\.entry.task)
    }
}

import Foundation
import TaskStore

/// Waits for the end of transactions in which the application itself has stored tasks, and then tells of them.
///
/// Nobody can see the COMMIT on a connection of somebody else: SQLite's hooks are its owner's. But from its first row on
/// a transaction has the database's write lock, and keeps it to its end. So whoever is given that lock after it knows
/// that it is over, and the wait is the one that every writer makes. After a rollback a worker looks in vain, once.
///
/// `@unchecked Sendable` is right because everything mutable is touched under `condition`'s lock alone.
final class CommitWatch: @unchecked Sendable {
    private let store: TaskStore
    private let listener: any CommitListener
    private let condition = NSCondition()
    private var pending = Pending()
    /// What the thread has taken and not yet told of.
    private var taken = Pending()
    private var isRunning = false
    private var isClosed = false

    /// Tasks whose transactions may still be open.
    private struct Pending {
        var due = 0
        var earliest: Int64?
        var isEmpty: Bool { due == 0 && earliest == nil }
    }

    init(store: TaskStore, listener: any CommitListener) {
        self.store = store
        self.listener = listener
    }

    /// Tells of tasks as soon as the transaction is over in which they were just written.
    ///
    /// - Parameters:
    ///   - tasks: what was written.
    ///   - now: µs since 1970.
    func expect(_ tasks: [NewTask], at now: Int64) {
        guard !tasks.isEmpty else { return }
        condition.lock()
        defer { condition.unlock() }
        for instant in tasks.map(\.runAt) {
            if instant > now { pending.earliest = min(pending.earliest ?? instant, instant) } else { pending.due += 1 }
        }
        guard !isClosed else { return tell() }
        if !isRunning { start() }
        condition.signal()
    }

    /// Tells of everything now, since the process is about to end; what is not committed yet is found by the pool's
    /// look at each minute.
    func flush() {
        condition.withLock { tell() }
    }

    /// Tells of everything, and ends the thread.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        tell()
        condition.broadcast()
        while isRunning { condition.wait() }
    }

    /// Called under the lock.
    private func tell() {
        tell(&taken)
        tell(&pending)
    }

    private func tell(_ tasks: inout Pending) {
        guard !tasks.isEmpty else { return }
        listener.stored(due: tasks.due, earliest: tasks.earliest)
        tasks = Pending()
    }

    // MARK: The thread

    /// Called under the lock; few programs need it, so it is not there before.
    private func start() {
        isRunning = true
        let thread = Thread { [self] in work() }
        thread.name = "autocron.commits"
        thread.start()
    }

    private func work() {
        // Where it cannot be opened, the pool is told at once and looks too early at worst, and again within a minute.
        let turn = try? WriteTurn(file: store.file, patience: .milliseconds(500))
        while next() {
            while isExpecting, (try? turn?.comes()) == false {}
            condition.withLock { tell(&taken) }
            // The owner may have been told not to copy the log itself; its commits say nothing of how long that is.
            if store.logSize > WriteAheadLog.sizeOfUncopied { listener.logGrown() }
        }
        condition.withLock {
            isRunning = false
            condition.broadcast()
        }
    }

    /// Takes what is pending, as soon as there is something.
    ///
    /// - Returns: false at the end.
    private func next() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while pending.isEmpty, !isClosed { condition.wait() }
        swap(&taken, &pending)
        return !isClosed
    }

    /// Whether the thread waits for the end of a transaction whose tasks are still to be told of.
    var isExpecting: Bool {
        condition.withLock { !taken.isEmpty }
    }
}

import Foundation
import Platform
import TaskModel

/// Waits for the end of transactions in which the application itself has stored tasks, and then notifies the pool.
///
/// SQLite's commit hook belongs to the connection's owner, so this process cannot observe the COMMIT. But a transaction holds
/// the database's write lock from its first row to its end. So a connection that gets the lock later knows that the
/// transaction is over, and it waits no longer than any writer does. After a rollback one worker wakes up needlessly.
final class CommitWaiter: Sendable {
    private let store: any TaskStore
    private let listener: any PoolNotifier
    private let state = Monitor(State())
    /// For transactions on a server.
    let poll: CommitPoll

    /// Tasks whose transactions may still be open.
    private struct Pending {
        var due = 0
        var earliest: WallTime?
        var isEmpty: Bool { due == 0 && earliest == nil }
    }

    private struct State {
        var pending = Pending()
        /// What the thread waits for, and has not notified the pool of.
        var taken = Pending()
        var isRunning = false
        var isClosed = false
    }

    init(store: any TaskStore, listener: any PoolNotifier) {
        self.store = store
        self.listener = listener
        poll = CommitPoll(store: store, listener: listener)
    }

    /// Notifies the pool of tasks as soon as the transaction is over in which they were just written.
    ///
    /// - Parameters:
    ///   - tasks: The tasks that were written.
    ///   - now: The present.
    func expect(_ tasks: [NewTask], at now: WallTime) {
        guard !tasks.isEmpty else { return }
        let isFirst = state.change { state in
            for instant in tasks.map(\.runAt) {
                if instant > now {
                    state.pending.earliest = min(state.pending.earliest ?? instant, instant)
                } else {
                    state.pending.due += 1
                }
            }
            guard !state.isClosed else {
                notify(&state)
                return false
            }
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if isFirst { start() }
    }

    /// Notifies the pool of everything now, because the process is about to end.
    ///
    /// The pool's poll, once a minute, finds what is not committed yet.
    func flush() {
        poll.close()
        state.withLock { notify(&$0) }
    }

    /// Notifies the pool of everything, and ends the thread.
    func close() {
        poll.close()
        state.change { state in
            state.isClosed = true
            notify(&state)
        }
        state.wait { $0.isRunning ? .sleep() : .proceed(()) }
    }

    private func notify(_ state: inout State) {
        notify(&state.taken)
        notify(&state.pending)
    }

    private func notify(_ tasks: inout Pending) {
        guard !tasks.isEmpty else { return }
        listener.tasksCommitted(due: tasks.due, earliest: tasks.earliest)
        tasks = Pending()
    }

    // MARK: The thread

    /// Few programs need the thread, so it starts with the first task.
    private func start() {
        let thread = Thread { [self] in run() }
        thread.name = "autocron.commits"
        thread.start()
    }

    private func run() {
        // Without it, the thread notifies the pool now: at worst the pool polls too early, and again within a minute.
        let probe = store.makeCommitProbe()
        while takePending() {
            while isExpecting, (try? probe?.waitUntilFree()) == false {}
            state.withLock { notify(&$0.taken) }
            if store.isMaintenanceDue(.application) { listener.maintenanceDue() }
        }
        state.change { $0.isRunning = false }
    }

    /// Waits for tasks, and takes them.
    ///
    /// - Returns: false at the end.
    private func takePending() -> Bool {
        state.wait { state in
            guard !state.pending.isEmpty || state.isClosed else { return .sleep() }
            swap(&state.taken, &state.pending)
            return .proceed(!state.isClosed)
        }
    }

    /// Whether the thread waits for the end of a transaction, and has not notified the pool of its tasks yet.
    var isExpecting: Bool {
        state.withLock { !$0.taken.isEmpty }
    }
}

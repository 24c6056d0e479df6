import Dispatch
import Platform
import Synchronization
import TaskModel

/// Polls for the commit of transactions on a server in which the application itself has stored tasks, and then notifies
/// the pool.
///
/// The application's driver does not tell the library of its COMMIT, and an open transaction of a server holds nothing that
/// another session could wait for. After the last look the transaction is left to the hosts' own polls: it may stay open
/// for hours, or have been rolled back.
final class CommitPoll: Sendable {
    /// When it looks, counted from the statement: most transactions end soon after their last statement.
    static let looks: [Duration] = [.milliseconds(20), .milliseconds(100), .milliseconds(500)]

    private let store: any TaskStore
    private let listener: any PoolNotifier
    private let looks: [Duration]
    /// A look waits for the server, so it runs on no thread that Swift's tasks share.
    private let queue = DispatchQueue(label: "autocron.commits")
    private let state = Mutex(State())

    /// The tasks of one transaction.
    private struct Batch {
        /// They are committed together, so one stands for all; its identifier may lead to an equal task.
        var first: TaskID
        var instants: [WallTime]
        var began: MonotonicTime
        var now: WallTime
    }

    private struct State {
        var open: [Int: Batch] = [:]
        var last = 0
        var isClosed = false
    }

    init(store: any TaskStore, listener: any PoolNotifier, looks: [Duration] = CommitPoll.looks) {
        self.store = store
        self.listener = listener
        self.looks = looks
    }

    /// Notifies the pool of tasks when they are found to be committed.
    ///
    /// - Parameters:
    ///   - tasks: The tasks of one transaction.
    ///   - now: The present.
    func expect(_ tasks: [NewTask], at now: WallTime) {
        guard let first = tasks.first else { return }
        let batch = Batch(first: first.id, instants: tasks.map(\.runAt), began: .now(), now: now)
        let number: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.last += 1
            state.open[state.last] = batch
            return state.last
        }
        guard let number else { return notify(batch) }
        schedule(looks[...], of: number, began: batch.began)
    }

    /// Notifies the pool of everything now, because this process looks no more.
    ///
    /// What is not committed yet is found by the hosts' own polls.
    func close() {
        let left = state.withLock { state in
            defer { state.open = [:] }
            state.isClosed = true
            return state.open.values
        }
        for batch in left { notify(batch) }
    }

    /// Whether a transaction may still be found to be committed.
    var isExpecting: Bool { state.withLock { !$0.open.isEmpty } }

    private func schedule(_ rest: ArraySlice<Duration>, of number: Int, began: MonotonicTime) {
        guard let next = rest.first else {
            state.withLock { $0.open[number] = nil }
            return
        }
        let wait = max(.zero, began + next - .now())
        queue.asyncAfter(deadline: .now() + .microseconds(Int(wait.microseconds))) { [self] in
            look(rest.dropFirst(), at: number)
        }
    }

    private func look(_ rest: ArraySlice<Duration>, at number: Int) {
        guard let batch = state.withLock({ $0.open[number] }) else { return }
        // If the server cannot be asked now, the next look may do better.
        guard (try? store.task(batch.first)) != nil else { return schedule(rest, of: number, began: batch.began) }
        guard state.withLock({ $0.open.removeValue(forKey: number) }) != nil else { return }
        notify(batch)
    }

    private func notify(_ batch: Batch) {
        listener.notify(batch.instants, at: batch.now)
    }
}

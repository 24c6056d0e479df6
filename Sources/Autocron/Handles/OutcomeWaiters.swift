import Foundation
import Platform
import Synchronization
import TaskModel

/// The callers that wait for tasks to end, and their notification.
///
/// In the host process the workers send notifications of the outcomes that they have stored. Any other process polls,
/// as long as a caller waits there, whether the database has changed at all, which costs no access to the file.
final class OutcomeWaiters: Sendable {
    /// A single waiter; signaled at most once.
    final class Ticket: Sendable {
        enum Signal: Equatable, Sendable {
            case poll, cancelled, timedOut
            /// The process has called `stop`.
            case stopped
            /// The task has succeeded; this is its result, which is also in the database.
            case succeeded([UInt8])
        }

        private enum State {
            /// The pipe to write to if a thread is blocked on this ticket.
            case open(waking: Descriptor?)
            case waiting(CheckedContinuation<Signal, Never>)
            case signaled(Signal, at: MonotonicTime)
        }

        private let state = Mutex(State.open(waking: nil))

        func signal(_ signal: Signal) {
            let earlier = state.withLock { state in
                defer {
                    if case .signaled = state {} else { state = .signaled(signal, at: .now()) }
                }
                return state
            }
            switch earlier {
            case .open(let pipe): if let pipe { AdaptiveWait.wake(pipe) }
            case .waiting(let continuation): continuation.resume(returning: signal)
            case .signaled: break
            }
        }

        /// Whether there is no signal yet; the thread that gives it later then wakes the reader of a pipe.
        func isOpen(waking pipe: Descriptor) -> Bool {
            state.withLock { state in
                guard case .open = state else { return false }
                state = .open(waking: pipe)
                return true
            }
        }

        /// When the signal was given; nil if it was not.
        var signaledAt: MonotonicTime? {
            state.withLock { state in
                if case .signaled(_, let time) = state { time } else { nil }
            }
        }

        /// Waits for the signal, for a deadline, or for the cancellation of the waiting Swift task.
        ///
        /// - Parameter deadline: Nil for no limit.
        func wait(until deadline: MonotonicTime?) async -> Signal {
            let timer = deadline.map { WaitTimer.shared.set(at: $0) { [self] in signal(.timedOut) } }
            defer { timer.map(WaitTimer.shared.cancel) }
            return await withTaskCancellationHandler {
                await wait()
            } onCancel: {
                signal(.cancelled)
            }
        }

        func wait() async -> Signal {
            await withCheckedContinuation { continuation in
                let earlier: Signal? = state.withLock { state in
                    if case .signaled(let signal, _) = state { return signal }
                    state = .waiting(continuation)
                    return nil
                }
                if let earlier { continuation.resume(returning: earlier) }
            }
        }
    }

    private struct State {
        var tickets: [TaskID: [Ticket]] = [:]
        var isPolling = false
        var hasStopped = false
        /// The task that this process has stored last, until a notification of it comes.
        var fresh: TaskID?
    }

    private let state = Mutex(State())
    private let brief = AdaptiveWait()
    private let store: any TaskStore
    private let listener: any PoolNotifier

    init(store: any TaskStore, listener: any PoolNotifier) {
        self.store = store
        self.listener = listener
    }

    /// Records that a task is about to be stored, so that a caller that waits for it next need not read that it has not
    /// ended.
    func expect(_ key: TaskID) {
        guard listener.receivesOutcomes else { return }
        state.withLock { $0.fresh = key }
    }

    /// Forgets that a task was about to be stored, because it was not, or not under this identifier.
    func forget(_ key: TaskID) {
        state.withLock { state in
            if state.fresh == key { state.fresh = nil }
        }
    }

    /// The task for which ``isFresh(_:)`` is true.
    var freshTask: TaskID? {
        state.withLock { $0.fresh }
    }

    /// Whether a task was stored last, and no notification of it has come; for a caller that has taken a ticket.
    func isFresh(_ key: TaskID) -> Bool {
        state.withLock { $0.fresh == key }
    }

    /// Registers a waiter for a task.
    ///
    /// The caller takes the ticket before it reads the task's row, so that no notification is lost in between.
    func ticket(for key: TaskID) -> Ticket {
        let ticket = Ticket()
        let mustLook = state.withLock { state in
            guard !state.hasStopped else {
                ticket.signal(.stopped)
                return false
            }
            state.tickets[key, default: []].append(ticket)
            guard !state.isPolling, !listener.receivesOutcomes else { return false }
            state.isPolling = true
            return true
        }
        if mustLook { Task { await poll() } }
        return ticket
    }

    /// Waits for a ticket's signal, for a deadline, or for the cancellation of the waiting Swift task.
    func wait(for ticket: Ticket, until deadline: MonotonicTime?) async -> Ticket.Signal {
        let began = MonotonicTime.now()
        // In other processes notifications take milliseconds; blocking briefly would be wasted.
        if deadline == nil, listener.receivesOutcomes { _ = brief.wait(for: ticket) }
        let signal = await ticket.wait(until: deadline)
        if let time = ticket.signaledAt { brief.learn(time - began) }
        return signal
    }

    func discard(_ ticket: Ticket, for key: TaskID) {
        state.withLock { state in
            state.tickets[key]?.removeAll { $0 === ticket }
            if state.tickets[key]?.isEmpty == true { state.tickets[key] = nil }
        }
    }

    /// Signals the waiters of tasks that have ended, or changed.
    func signal(_ keys: [TaskID]) {
        let tickets = state.withLock { state in
            state.fresh = nil
            return state.tickets.isEmpty ? [] : (keys + [.anything]).flatMap { state.tickets[$0] ?? [] }
        }
        for ticket in tickets { ticket.signal(.poll) }
    }

    /// Signals the waiters of tasks that have ended, or changed; a result in the notification saves them reading it.
    func signal(_ tasks: [PoolMessage.FinishedTask]) {
        let signals: [(Ticket, Ticket.Signal)] = state.withLock { state in
            state.fresh = nil
            guard !state.tickets.isEmpty else { return [] }
            return (tasks + [PoolMessage.FinishedTask(id: .anything)]).flatMap { task in
                (state.tickets[task.id] ?? []).map { ($0, task.result.map { .succeeded($0) } ?? .poll) }
            }
        }
        for (ticket, signal) in signals { ticket.signal(signal) }
    }

    /// Signals the waiters of all tasks that have ended, which it finds in one query for all waiters.
    ///
    /// If each waiter looked for itself, many waiters would cost hundreds of times as much.
    func signalEnded() {
        let keys = state.withLock { state in
            state.fresh = nil
            return Array(state.tickets.keys)
        }
        let ids = keys.filter { $0 != .anything }
        guard !ids.isEmpty else { return signal(keys) }
        do throws(StoreError) {
            let ended = try store.ended(among: ids)
            signal(ended)
        } catch {
            // Each waiter then reads for itself, and gets the error.
            signalAll()
        }
    }

    /// Signals all waiters, which then read for themselves.
    func signalAll() {
        let tickets = state.withLock { state in
            state.fresh = nil
            return state.tickets.values.flatMap(\.self)
        }
        for ticket in tickets { ticket.signal(.poll) }
    }

    /// Ends all waits, present and future: no notifications will come here any more.
    func stop() {
        let tickets = state.withLock { state in
            state.hasStopped = true
            return state.tickets.values.flatMap(\.self)
        }
        for ticket in tickets { ticket.signal(.stopped) }
    }

    var isEmpty: Bool {
        state.withLock { $0.tickets.isEmpty }
    }

    /// Polls for other processes' commits until no caller waits, backing off while nothing changes.
    private func poll() async {
        var version = await changeCounter()
        // The poll below would not notice commits between the first ticket and this version.
        await lookForEnded()
        var pause = Self.shortestPause
        while continuesPolling() {
            try? await Task.sleep(for: pause)
            let seen = await changeCounter()
            if seen == version {
                pause = min(pause * 2, .milliseconds(100))
            } else {
                version = seen
                let duration = await ContinuousClock().measure { await lookForEnded() }
                // If other processes commit all the time, polls are the rarer the more there is to read.
                pause = max(Self.shortestPause, min(duration * 10, .seconds(1)))
            }
        }
    }

    private func changeCounter() async -> Int64? {
        try? await store.reading { store throws(StoreError) in try store.changeCounter() }
    }

    private func lookForEnded() async {
        try? await store.reading { [self] _ throws(StoreError) in signalEnded() }
    }

    private static let shortestPause = Duration.milliseconds(2)

    private func continuesPolling() -> Bool {
        let receivesOutcomes = listener.receivesOutcomes
        let continues = state.withLock { state in
            if state.tickets.isEmpty || receivesOutcomes { state.isPolling = false }
            return state.isPolling
        }
        // Waiters that registered before this process became the host check once more.
        if receivesOutcomes { signalEnded() }
        return continues
    }
}

extension TaskID {
    /// No task's identifier: for callers that wait for any task to end.
    static let anything = TaskID(high: 0, low: 0)
}

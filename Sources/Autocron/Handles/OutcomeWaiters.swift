import Foundation
import Synchronization
import TaskStore

/// Those who wait for tasks to end, and how they learn of it.
///
/// In the pool's holder the workers tell which outcomes they have stored. Any other process looks, as long as somebody
/// waits there, whether the database has changed at all, which costs no access to the file.
final class OutcomeWaiters: Sendable {
    /// One who waits: told at most once.
    final class Ticket: Sendable {
        enum Signal: Equatable, Sendable {
            case look, cancelled, timedOut
            /// The process has called `stop`.
            case stopped
            /// The task has succeeded, and this is its result, which is in the database.
            case succeeded([UInt8])
        }

        private enum State {
            /// With the pipe of somebody who waits on its own thread.
            case open(waking: Descriptor?)
            case waiting(CheckedContinuation<Signal, Never>)
            case signalled(Signal, at: Int64)
        }

        private let state = Mutex(State.open(waking: nil))

        func signal(_ signal: Signal) {
            let earlier = state.withLock { state in
                defer {
                    if case .signalled = state {} else { state = .signalled(signal, at: Monotonic.now()) }
                }
                return state
            }
            switch earlier {
            case .open(let pipe): if let pipe { BriefWait.wake(pipe) }
            case .waiting(let continuation): continuation.resume(returning: signal)
            case .signalled: break
            }
        }

        /// Whether there is no signal yet; whoever gives it then wakes the reader of a pipe.
        func isOpen(waking pipe: Descriptor) -> Bool {
            state.withLock { state in
                guard case .open = state else { return false }
                state = .open(waking: pipe)
                return true
            }
        }

        /// When the signal was given, in monotonic nanoseconds; nil if it was not.
        var signalledAt: Int64? {
            state.withLock { state in
                if case .signalled(_, let time) = state { time } else { nil }
            }
        }

        /// Waits for the signal, for a deadline, or for the cancellation of the Swift task that waits.
        ///
        /// - Parameter deadline: monotonic nanoseconds; nil for as long as it takes.
        func wait(until deadline: Int64?) async -> Signal {
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
                    if case .signalled(let signal, _) = state { return signal }
                    state = .waiting(continuation)
                    return nil
                }
                if let earlier { continuation.resume(returning: earlier) }
            }
        }
    }

    private struct State {
        var tickets: [Frame.TaskKey: [Ticket]] = [:]
        var isLooking = false
        var hasStopped = false
        /// The task that this process has stored last, as long as nothing has been heard of it.
        var fresh: Frame.TaskKey?
    }

    private let state = Mutex(State())
    private let brief = BriefWait()
    private let store: TaskStore
    private let listener: any CommitListener

    init(store: TaskStore, listener: any CommitListener) {
        self.store = store
        self.listener = listener
    }

    /// Notes that a task is about to be stored, so that whoever waits for it next need not read that it has not ended.
    func expect(_ key: Frame.TaskKey) {
        guard listener.hearsOutcomes else { return }
        state.withLock { $0.fresh = key }
    }

    /// Forgets that a task was about to be stored, since it was not, or not under this identifier.
    func forget(_ key: Frame.TaskKey) {
        state.withLock { state in
            if state.fresh == key { state.fresh = nil }
        }
    }

    /// The task of which ``isFresh(_:)`` is true.
    var freshTask: Frame.TaskKey? {
        state.withLock { $0.fresh }
    }

    /// Whether a task was stored last, and nothing has been heard of it, for somebody who has taken a ticket.
    func isFresh(_ key: Frame.TaskKey) -> Bool {
        state.withLock { $0.fresh == key }
    }

    /// Waits for news of a task.
    ///
    /// Take the ticket before reading the task's row, so that nothing falls between.
    func ticket(for key: Frame.TaskKey) -> Ticket {
        let ticket = Ticket()
        let mustLook = state.withLock { state in
            guard !state.hasStopped else {
                ticket.signal(.stopped)
                return false
            }
            state.tickets[key, default: []].append(ticket)
            guard !state.isLooking, !listener.hearsOutcomes else { return false }
            state.isLooking = true
            return true
        }
        if mustLook { Task { await look() } }
        return ticket
    }

    /// Waits for a ticket's signal, for a deadline, or for the cancellation of the Swift task that waits.
    func wait(for ticket: Ticket, until deadline: Int64?) async -> Ticket.Signal {
        let began = Monotonic.now()
        // Elsewhere the news take milliseconds.
        if deadline == nil, listener.hearsOutcomes { _ = brief.wait(for: ticket) }
        let signal = await ticket.wait(until: deadline)
        if let time = ticket.signalledAt { brief.learn(time - began) }
        return signal
    }

    func discard(_ ticket: Ticket, for key: Frame.TaskKey) {
        state.withLock { state in
            state.tickets[key]?.removeAll { $0 === ticket }
            if state.tickets[key]?.isEmpty == true { state.tickets[key] = nil }
        }
    }

    /// These tasks have ended, or changed.
    func signal(_ keys: [Frame.TaskKey]) {
        let tickets = state.withLock { state in
            state.fresh = nil
            return state.tickets.isEmpty ? [] : (keys + [.anything]).flatMap { state.tickets[$0] ?? [] }
        }
        for ticket in tickets { ticket.signal(.look) }
    }

    /// These tasks have ended, or changed; those who wait for a result that came along need not read it.
    func signal(_ tasks: [Frame.Settled]) {
        let news: [(Ticket, Ticket.Signal)] = state.withLock { state in
            state.fresh = nil
            guard !state.tickets.isEmpty else { return [] }
            return (tasks + [Frame.Settled(key: .anything)]).flatMap { task in
                (state.tickets[task.key] ?? []).map { ($0, task.result.map { .succeeded($0) } ?? .look) }
            }
        }
        for (ticket, signal) in news { ticket.signal(signal) }
    }

    /// Anything may have changed: finds out which tasks need not be waited for any more, in one look for all who wait.
    ///
    /// To have each look for itself would cost hundreds of times as much where many wait.
    func signalEnded() {
        let keys = state.withLock { state in
            state.fresh = nil
            return Array(state.tickets.keys)
        }
        let ids = keys.filter { $0 != .anything }.map(\.bytes)
        guard !ids.isEmpty else { return signal(keys) }
        do throws(StoreError) {
            let ended = try store.read { connection throws(StoreError) in try connection.ended(among: ids) }
            signal(ended.map { Frame.TaskKey($0) })
        } catch {
            // Each then reads for itself, and learns why that does not go.
            signalAll()
        }
    }

    /// Those who wait shall look for themselves.
    func signalAll() {
        let tickets = state.withLock { state in
            state.fresh = nil
            return state.tickets.values.flatMap(\.self)
        }
        for ticket in tickets { ticket.signal(.look) }
    }

    /// Nothing will be heard here any more: all who wait learn it, and all who come to wait.
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

    /// Looks for commits of others until nobody waits, more rarely the longer nothing happens.
    private func look() async {
        var version = try? store.dataVersion()
        // Whatever was committed between the first ticket and this version would not be noticed below.
        signalEnded()
        var pause = Self.shortestPause
        while goesOnLooking() {
            try? await Task.sleep(for: pause)
            let seen = try? store.dataVersion()
            if seen == version {
                pause = min(pause * 2, .milliseconds(100))
            } else {
                version = seen
                let duration = ContinuousClock().measure { signalEnded() }
                // Where others commit all the time, the more there is to look at the rarer this looks.
                pause = max(Self.shortestPause, min(duration * 10, .seconds(1)))
            }
        }
    }

    private static let shortestPause = Duration.milliseconds(2)

    private func goesOnLooking() -> Bool {
        let hears = listener.hearsOutcomes
        let goesOn = state.withLock { state in
            if state.tickets.isEmpty || hears { state.isLooking = false }
            return state.isLooking
        }
        // Those who wait since before the pool came here have missed nothing if this looks once more.
        if hears { signalEnded() }
        return goesOn
    }
}

extension Frame.TaskKey {
    /// No task's: for those who wait for anything to end.
    static let anything = Frame.TaskKey(high: 0, low: 0)
}

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
        enum Signal: Sendable { case look, cancelled, timedOut }

        private enum State {
            case open
            case waiting(CheckedContinuation<Signal, Never>)
            case signalled(Signal)
        }

        private let state = Mutex(State.open)

        func signal(_ signal: Signal) {
            let continuation: CheckedContinuation<Signal, Never>? = state.withLock { state in
                switch state {
                case .open:
                    state = .signalled(signal)
                    return nil
                case .waiting(let continuation):
                    state = .signalled(signal)
                    return continuation
                case .signalled:
                    return nil
                }
            }
            continuation?.resume(returning: signal)
        }

        /// Waits for the signal, for a deadline, or for the cancellation of the Swift task that waits.
        func wait(until deadline: ContinuousClock.Instant?) async -> Signal {
            let timer = deadline.map { deadline in
                Task {
                    try? await Task.sleep(until: deadline, clock: .continuous)
                    signal(.timedOut)
                }
            }
            defer { timer?.cancel() }
            return await withTaskCancellationHandler {
                await wait()
            } onCancel: {
                signal(.cancelled)
            }
        }

        func wait() async -> Signal {
            await withCheckedContinuation { continuation in
                let earlier: Signal? = state.withLock { state in
                    if case .signalled(let signal) = state { return signal }
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
    }

    private let state = Mutex(State())
    private let store: TaskStore
    private let listener: any CommitListener

    init(store: TaskStore, listener: any CommitListener) {
        self.store = store
        self.listener = listener
    }

    /// Waits for news of a task.
    ///
    /// Take the ticket before reading the task's row, so that nothing falls between.
    func ticket(for key: Frame.TaskKey) -> Ticket {
        let ticket = Ticket()
        let mustLook = state.withLock { state in
            state.tickets[key, default: []].append(ticket)
            guard !state.isLooking, !listener.hearsOutcomes else { return false }
            state.isLooking = true
            return true
        }
        if mustLook { Task { await look() } }
        return ticket
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
            state.tickets.isEmpty ? [] : (keys + [.anything]).flatMap { state.tickets[$0] ?? [] }
        }
        for ticket in tickets { ticket.signal(.look) }
    }

    /// Anything may have changed.
    func signalAll() {
        for ticket in state.withLock({ $0.tickets.values.flatMap(\.self) }) { ticket.signal(.look) }
    }

    var isEmpty: Bool {
        state.withLock { $0.tickets.isEmpty }
    }

    /// Looks for commits of others until nobody waits, more rarely the longer nothing happens.
    private func look() async {
        var version = try? store.dataVersion()
        // Whatever was committed between the first ticket and this version would not be noticed below.
        signalAll()
        var pause = Duration.milliseconds(2)
        while goesOnLooking() {
            try? await Task.sleep(for: pause)
            let seen = try? store.dataVersion()
            if seen == version {
                pause = min(pause * 2, .milliseconds(100))
            } else {
                version = seen
                pause = .milliseconds(2)
                signalAll()
            }
        }
    }

    private func goesOnLooking() -> Bool {
        let hears = listener.hearsOutcomes
        let goesOn = state.withLock { state in
            if state.tickets.isEmpty || hears { state.isLooking = false }
            return state.isLooking
        }
        // Whoever waits since before the pool came here has missed nothing if it looks once more.
        if hears { signalAll() }
        return goesOn
    }
}

extension Frame.TaskKey {
    /// No task's: for those who wait for anything to end.
    static let anything = Frame.TaskKey(high: 0, low: 0)
}

import Platform
import Synchronization
import TaskModel
import WorkerFiles

/// The waits of the task that runs in this worker: for other tasks' results.
///
/// The worker's slot shows one of them, so that the pool and the command line see that this worker can do nothing until
/// another worker does something. Applications wait as well, and record it nowhere.
final class OpenWaits: Sendable {
    private struct State {
        var slot: SlotWriter?
        /// The slot shows the last one: if that wait cannot end, neither can the waiting task, whatever becomes of the
        /// others.
        var open: [(number: Int, wait: SlotWait)] = []
        var last = 0
    }

    private let state = Mutex(State())

    /// Records waits in a slot from now on.
    func publish(in slot: SlotWriter) {
        state.withLock { $0.slot = slot }
    }

    /// Begins a wait.
    ///
    /// - Parameter id: The task whose result is awaited.
    /// - Returns: The wait's number; nil if there is no slot to record it in.
    func begin(_ id: TaskID) -> Int? {
        state.withLock { state in
            guard let slot = state.slot, TaskContext.current != nil else { return nil }
            state.last += 1
            let wait = SlotWait(for: id, since: .now(), sequence: slot.sequence)
            state.open.append((state.last, wait))
            slot.record(wait)
            return state.last
        }
    }

    /// Ends a wait.
    ///
    /// - Parameter number: The result of ``begin(_:)``.
    func end(_ number: Int?) {
        guard let number else { return }
        state.withLock { state in
            state.open.removeAll { $0.number == number }
            state.slot?.record(state.open.last?.wait)
        }
    }
}

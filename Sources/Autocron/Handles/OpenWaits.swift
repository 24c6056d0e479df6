import Synchronization
import TaskStore

/// For which tasks' results the task waits that runs in this worker.
///
/// It is told in the worker's slot, so that the pool and the command line see that this worker can do nothing until
/// another one does something. Applications wait as well, and note it nowhere.
final class OpenWaits: Sendable {
    private struct State {
        var slot: SlotWriter?
        /// The last one is told: if it cannot end, neither can the task that waits, whatever becomes of the others.
        var open: [(number: Int, wait: SlotWait)] = []
        var last = 0
    }

    private let state = Mutex(State())

    /// Tells of waits in a slot from now on.
    func tell(in slot: SlotWriter) {
        state.withLock { $0.slot = slot }
    }

    /// A wait begins.
    ///
    /// - Parameter id: the task whose result is waited for.
    /// - Returns: the wait's number; nil if nobody is told.
    func begin(_ id: TaskID) -> Int? {
        state.withLock { state in
            guard let slot = state.slot, TaskContext.current != nil else { return nil }
            state.last += 1
            let wait = SlotWait(for: id.bytes, since: Timestamp.now(), sequence: slot.sequence)
            state.open.append((state.last, wait))
            slot.note(wait)
            return state.last
        }
    }

    /// A wait is over.
    ///
    /// - Parameter number: what ``begin(_:)`` gave.
    func end(_ number: Int?) {
        guard let number else { return }
        state.withLock { state in
            state.open.removeAll { $0.number == number }
            state.slot?.note(state.open.last?.wait)
        }
    }
}

import Platform
import Synchronization

/// What other threads of this process ask of a thread that sleeps in `poll`.
final class Mailbox<Contents: Sendable>: Sendable {
    private struct State {
        var contents: Contents
        /// Whether the reader has been woken for them.
        var isAnnounced = false
    }

    /// Readable while there is something to take.
    let descriptor: Descriptor
    private let writeEnd: Descriptor
    private let empty: Contents
    private let state: Mutex<State>

    /// - Parameter empty: The contents when nothing is asked.
    init(empty: Contents) throws(SystemFailure) {
        (descriptor, writeEnd) = try Descriptor.pipe()
        self.empty = empty
        state = Mutex(State(contents: empty))
    }

    /// Adds to the contents, and wakes the reader.
    func post(_ add: (inout Contents) -> Void) {
        let wasAnnounced = state.withLock { state in
            add(&state.contents)
            defer { state.isAnnounced = true }
            return state.isAnnounced
        }
        // One byte wakes the reader for all that is posted before it takes the contents.
        if !wasAnnounced { writeEnd.writeAvailable([0]) }
    }

    /// Takes all that was posted.
    func take() -> Contents {
        // Before the contents are taken: a later post's byte would otherwise be lost.
        _ = descriptor.readAvailable()
        return state.withLock { state in
            defer { state = State(contents: empty) }
            return state.contents
        }
    }
}

import Foundation
import TaskStore

/// A worker's end of the socket to its pool.
final class WorkerLink: CommitListener {
    let socket: Descriptor
    private let sender: FrameSender
    /// Readable when the parent process has ended, also where somebody else keeps the socket open.
    private let parent: Descriptor?

    init(socket: Descriptor, parent: Descriptor?) {
        self.socket = socket
        self.parent = parent
        sender = FrameSender(socket: socket)
    }

    /// What to watch: first the socket, then, where there is one, the parent's end.
    var watched: [Int32] {
        [socket.number] + (parent.map { [$0.number] } ?? [])
    }

    func send(_ frame: Frame) {
        sender.send(frame)
    }

    func flush() {
        sender.flush()
    }

    var hasBacklog: Bool {
        sender.hasBacklog
    }

    func stored(due: Int, earliest: Int64?) {
        send(.stored(due: Int64(due), earliest: earliest ?? .max))
    }

    func cancellationRequested() {
        // The pool then asks the database which attempts are unwanted.
        send(.cancellationRequested)
    }

    func logGrown() {
        send(.logGrown)
    }

    /// Outcomes of tasks in other workers are heard of by the pool alone.
    var hearsOutcomes: Bool { false }
}

import Foundation
import TaskStore

/// A worker's end of the socket to its pool.
final class WorkerLink: CommitListener {
    let socket: Descriptor
    private let sender: FrameSender
    /// Readable when the parent process has ended, even if another process keeps the socket open.
    private let parent: Descriptor?

    init(socket: Descriptor, parent: Descriptor?) {
        self.socket = socket
        self.parent = parent
        sender = FrameSender(socket: socket)
    }

    /// The descriptors to poll: first the socket, then, if there is one, the parent's end.
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

    func stored(due: Int, earliest: WallTime?) {
        send(.stored(due: Int64(due), earliest: earliest ?? .distantFuture))
    }

    func cancellationRequested() {
        // The pool then queries the database for cancelled attempts.
        send(.cancellationRequested)
    }

    func logGrown() {
        send(.logGrown)
    }

    /// Only the pool is notified of outcomes in other workers.
    var hearsOutcomes: Bool { false }
}

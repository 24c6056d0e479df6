import Foundation
import Platform

/// A worker's end of the socket to its pool.
final class WorkerLink: PoolNotifier {
    let socket: Descriptor
    private let sender: MessageSender
    /// Readable when the parent process has ended, even if another process keeps the socket open.
    private let parent: Descriptor?

    init(socket: Descriptor, parent: Descriptor?) {
        self.socket = socket
        self.parent = parent
        sender = MessageSender(socket: socket)
    }

    /// The descriptors to poll: first the socket, then, if there is one, the parent's end.
    var polledDescriptors: [Int32] {
        [socket.number] + (parent.map { [$0.number] } ?? [])
    }

    func send(_ message: PoolMessage) {
        sender.send(message)
    }

    func flush() {
        sender.flush()
    }

    var hasBacklog: Bool {
        sender.hasBacklog
    }

    func tasksCommitted(due: Int, earliest: WallTime?) {
        send(.tasksCommitted(due: Int64(due), earliest: earliest ?? .distantFuture))
    }

    func cancellationRequested() {
        // The pool then queries the database for cancelled attempts.
        send(.cancellationRequested)
    }

    func maintenanceDue() {
        send(.maintenanceDue)
    }

    /// Only the pool is notified of outcomes in other workers.
    var receivesOutcomes: Bool { false }
}

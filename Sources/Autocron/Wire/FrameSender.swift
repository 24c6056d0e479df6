import CPlatform
import Foundation
import Synchronization
import TaskStore

/// Sends frames on a socket from any thread, without ever waiting.
///
/// What the socket does not take now is kept and sent first the next time, so that frames stay whole. If the other side
/// does not read at all, further frames are dropped: each of them only hints at what the database says.
final class FrameSender: Sendable {
    private static let limit = 65_536

    private let socket: Descriptor
    private let backlog = Mutex<[UInt8]>([])

    init(socket: Descriptor) {
        self.socket = socket
    }

    func send(_ frame: Frame) {
        backlog.withLock { backlog in
            guard backlog.count < Self.limit else { return }
            backlog += frame.bytes
            drain(&backlog)
        }
    }

    /// Tries again to send what is left.
    func flush() {
        backlog.withLock { drain(&$0) }
    }

    var hasBacklog: Bool {
        backlog.withLock { !$0.isEmpty }
    }

    private func drain(_ backlog: inout [UInt8]) {
        while !backlog.isEmpty {
            let sent = unsafe autocron_send_quietly(socket.number, backlog, backlog.count)
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else {
                // A broken connection is noticed by whoever reads from it.
                if sent < 0, errno != EAGAIN { backlog = [] }
                return
            }
            backlog.removeFirst(sent)
        }
    }
}

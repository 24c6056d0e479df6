import CPlatform
import Foundation
import Synchronization
import TaskStore

/// Sends frames on a socket from any thread, without ever waiting.
///
/// What the socket does not take now is kept and sent first the next time, so that frames stay whole. If the other side
/// does not read for long, because it is stopped or held up, further frames are dropped, and once it reads again it is
/// told so: what they would have said stands in the database, but for how the worker stands, which is said anew.
final class FrameSender: Sendable {
    /// What has not been sent yet.
    fileprivate struct Backlog {
        var bytes: [UInt8] = []
        /// Whether frames were dropped, of which the other side is still to be told.
        var hasDropped = false
        /// The last of them that says how the worker stands, if that still holds.
        var last: Frame?
    }

    /// Bytes from which on frames are dropped.
    private static let limit = 65_536

    private let socket: Descriptor
    private let backlog = Mutex(Backlog())

    init(socket: Descriptor) {
        self.socket = socket
    }

    func send(_ frame: Frame) {
        backlog.withLock { backlog in
            backlog.add(frame, limit: Self.limit)
            drain(&backlog)
        }
    }

    /// Tries again to send what is left.
    func flush() {
        backlog.withLock { drain(&$0) }
    }

    var hasBacklog: Bool {
        backlog.withLock { !$0.bytes.isEmpty }
    }

    private func drain(_ backlog: inout Backlog) {
        repeat {
            guard sendBytes(of: &backlog) else { return }
        } while backlog.tellWhatWasDropped()
    }

    /// - Returns: whether nothing is left.
    private func sendBytes(of backlog: inout Backlog) -> Bool {
        while !backlog.bytes.isEmpty {
            let sent = unsafe autocron_send_quietly(socket.number, backlog.bytes, backlog.bytes.count)
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else {
                // A broken connection is noticed by the side that reads from it.
                if sent < 0, errno != EAGAIN { backlog = Backlog() }
                return false
            }
            backlog.bytes.removeFirst(sent)
        }
        return true
    }
}

extension FrameSender.Backlog {
    /// Takes a frame, or drops it.
    ///
    /// Once one has been dropped so are those after it, until the other side has read what was there before.
    fileprivate mutating func add(_ frame: Frame, limit: Int) {
        guard frame.delivery != .always, hasDropped || bytes.count >= limit else {
            bytes += frame.bytes
            return
        }
        hasDropped = true
        switch frame.delivery {
        case .lastOnly: last = frame
        case .lifting: last = nil
        case .droppable, .always: break
        }
    }

    /// - Returns: whether there was something to tell.
    fileprivate mutating func tellWhatWasDropped() -> Bool {
        guard hasDropped else { return false }
        self = FrameSender.Backlog(bytes: Frame.dropped.bytes + (last?.bytes ?? []))
        return true
    }
}

import CPlatform
import Foundation
import Synchronization
import TaskStore

/// Sends frames on a socket from any thread, without ever waiting.
///
/// Bytes that the socket does not accept now are kept and sent first the next time, so that frames stay whole. If the
/// receiver does not read for long, because it is stopped or delayed, further frames are dropped, and the receiver gets
/// a frame that says so when it reads again: the database contains the dropped information, except the worker's state,
/// which is sent again.
final class FrameSender: Sendable {
    /// What has not been sent yet.
    fileprivate struct Backlog {
        var bytes: [UInt8] = []
        /// Whether frames were dropped and the receiver does not know it yet.
        var hasDropped = false
        /// The last of them with the worker's state, if that is still valid.
        var last: Frame?
    }

    /// The number of bytes above which frames are dropped.
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

    /// Retries sending what is left.
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

    /// - Returns: Whether nothing is left.
    private func sendBytes(of backlog: inout Backlog) -> Bool {
        while !backlog.bytes.isEmpty {
            let sent = unsafe autocron_send_quietly(socket.number, backlog.bytes, backlog.bytes.count)
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else {
                // The side that reads detects a broken connection.
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
    /// Once one has been dropped, so are those after it, until the receiver has read the frames before it.
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

    /// - Returns: Whether there was anything to send.
    fileprivate mutating func tellWhatWasDropped() -> Bool {
        guard hasDropped else { return false }
        self = FrameSender.Backlog(bytes: Frame.dropped.bytes + (last?.bytes ?? []))
        return true
    }
}

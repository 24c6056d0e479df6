import CPlatform
import Foundation
import Platform
import Synchronization

/// Sends messages on a socket from any thread, without ever waiting.
///
/// Bytes that the socket does not accept now are kept and sent first the next time, so that messages stay whole. If the
/// receiver does not read for long, because it is stopped or delayed, further messages are dropped, and the receiver gets
/// a message that says so when it reads again: the database contains the dropped information, except the worker's state,
/// which is sent again.
final class MessageSender: Sendable {
    /// What has not been sent yet.
    fileprivate struct Backlog {
        var bytes: [UInt8] = []
        /// Whether messages were dropped and the receiver does not know it yet.
        var hasDropped = false
        /// The last of them with the worker's state, if that is still valid.
        var last: PoolMessage?
    }

    /// The number of bytes above which messages are dropped.
    private static let limit = 65_536

    private let socket: Descriptor
    private let backlog = Mutex(Backlog())

    init(socket: Descriptor) {
        self.socket = socket
    }

    func send(_ message: PoolMessage) {
        backlog.withLock { backlog in
            backlog.add(message, limit: Self.limit)
            sendBacklog(&backlog)
        }
    }

    /// Retries sending what is left.
    func flush() {
        backlog.withLock { sendBacklog(&$0) }
    }

    var hasBacklog: Bool {
        backlog.withLock { !$0.bytes.isEmpty }
    }

    private func sendBacklog(_ backlog: inout Backlog) {
        repeat {
            guard sendBytes(of: &backlog) else { return }
        } while backlog.reportDropped()
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

extension MessageSender.Backlog {
    /// Takes a message, or drops it.
    ///
    /// Once one has been dropped, so are those after it, until the receiver has read the messages before it.
    fileprivate mutating func add(_ message: PoolMessage, limit: Int) {
        guard message.delivery != .always, hasDropped || bytes.count >= limit else {
            bytes += message.bytes
            return
        }
        hasDropped = true
        switch message.delivery {
        case .lastOnly: last = message
        case .lifting: last = nil
        case .droppable, .always: break
        }
    }

    /// - Returns: Whether there was anything to send.
    fileprivate mutating func reportDropped() -> Bool {
        guard hasDropped else { return false }
        self = MessageSender.Backlog(bytes: PoolMessage.dropped.bytes + (last?.bytes ?? []))
        return true
    }
}

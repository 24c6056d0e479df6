import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Sending frames")
struct MessageSenderTests {
    @Test("What a slow reader leaves is kept in order, and nothing but whole frames arrives")
    func slowReader() throws {
        let (near, far) = try Descriptor.socketPair()
        let sender = MessageSender(socket: near)
        var sent: [PoolMessage] = []
        while !sender.hasBacklog {
            let message = PoolMessage.cancel(AttemptID(row: Int64(sent.count), claimNumber: 1))
            sender.send(message)
            sent.append(message)
        }
        for number in 0..<100 {
            sent.append(.cancel(AttemptID(row: Int64(number), claimNumber: 1)))
            sender.send(.cancel(AttemptID(row: Int64(number), claimNumber: 1)))
        }
        var reader = MessageReader()
        var seen: [PoolMessage] = []
        while seen.count < sent.count {
            let bytes = try #require(far.readAvailable())
            seen += reader.messages(from: bytes)
            sender.flush()
        }
        #expect(seen == sent)
        #expect(!sender.hasBacklog)
    }

    @Test("A reader that never reads costs no more than a limited backlog")
    func neverReads() throws {
        let (near, far) = try Descriptor.socketPair()
        let sender = MessageSender(socket: near)
        for _ in 0..<100_000 { sender.send(.cancel(AttemptID(row: 1, claimNumber: 1))) }
        let seen = Self.read(far, sender)
        #expect(seen.count * PoolMessage.cancel(AttemptID(row: 1, claimNumber: 1)).bytes.count < 2_000_000)
        #expect(seen.dropLast().allSatisfy { $0 == .cancel(AttemptID(row: 1, claimNumber: 1)) })
    }

    /// Reads as one does who has been away for long.
    private static func read(_ far: Descriptor, _ sender: MessageSender) -> [PoolMessage] {
        var reader = MessageReader()
        var seen: [PoolMessage] = []
        while let bytes = far.readAvailable() {
            seen += reader.messages(from: bytes)
            sender.flush()
        }
        return seen
    }

    private static let limit = PoolMessage.busy(
        PoolMessage.KillDeadline(attempt: AttemptID(row: 1, claimNumber: 1), killAt: 5), stopReason: .none)

    /// What a worker says while the other side does not read, and what is heard of it in the end.
    static let conversations: [([PoolMessage], [PoolMessage])] = [
        ([], []), ([.idle], [.idle]), ([limit], [limit]), ([limit, .finished([]), .idle], [.idle]),
        ([.idle, limit], [limit]), ([limit, .finished([])], []),
        ([.idle, .maintenanceDue, .cancellationRequested], [.idle]),
    ]

    @Test(
        "A reader that was away hears that frames were dropped, and then how the worker stands",
        arguments: conversations)
    func dropped(said: [PoolMessage], heard: [PoolMessage]) throws {
        let (near, far) = try Descriptor.socketPair()
        let sender = MessageSender(socket: near)
        let hint = PoolMessage.cancel(AttemptID(row: 1, claimNumber: 1))
        for _ in 0..<100_000 { sender.send(hint) }
        for message in said { sender.send(message) }
        var seen = Self.read(far, sender)
        seen.removeAll { $0 == hint }
        #expect(seen == [.dropped] + heard)
        #expect(!sender.hasBacklog)
        // From then on everything is heard again, and nothing twice.
        for message in [hint, .idle] { sender.send(message) }
        #expect(Self.read(far, sender) == [hint, .idle])
    }

    @Test("What is said a few times in a worker's life is never dropped")
    func never() throws {
        let (near, far) = try Descriptor.socketPair()
        let sender = MessageSender(socket: near)
        for _ in 0..<100_000 { sender.send(.cancel(AttemptID(row: 1, claimNumber: 1))) }
        let stop = PoolMessage.stop(cancelAfter: .nanoseconds(1), killAfter: .nanoseconds(2))
        sender.send(stop)
        #expect(Self.read(far, sender).suffix(2) == [stop, .dropped])
    }

    @Test("A reader that is gone is neither waited for nor a signal's cause")
    func goneReader() throws {
        let near: Descriptor = try Descriptor.socketPair().0
        let sender = MessageSender(socket: near)
        for _ in 0..<3 { sender.send(.wake) }
        #expect(!sender.hasBacklog)
    }
}

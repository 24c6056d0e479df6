import Foundation
import TaskStore
import Testing

@testable import Autocron

@Suite("Sending frames")
struct FrameSenderTests {
    @Test("What a slow reader leaves is kept in order, and nothing but whole frames arrives")
    func slowReader() throws {
        let (near, far) = try Descriptor.socketPair()
        let sender = FrameSender(socket: near)
        var sent: [Frame] = []
        while !sender.hasBacklog {
            let frame = Frame.cancel(row: Int64(sent.count), attempt: 1)
            sender.send(frame)
            sent.append(frame)
        }
        for number in 0..<100 {
            sent.append(.cancel(row: Int64(number), attempt: 1))
            sender.send(.cancel(row: Int64(number), attempt: 1))
        }
        var reader = FrameReader()
        var seen: [Frame] = []
        while seen.count < sent.count {
            let bytes = try #require(far.readAvailable())
            seen += reader.frames(from: bytes)
            sender.flush()
        }
        #expect(seen == sent)
        #expect(!sender.hasBacklog)
    }

    @Test("A reader that never reads costs no more than a limited backlog")
    func neverReads() throws {
        let (near, far) = try Descriptor.socketPair()
        let sender = FrameSender(socket: near)
        for _ in 0..<100_000 { sender.send(.cancel(row: 1, attempt: 1)) }
        var count = 0
        while let bytes = far.readAvailable() {
            count += bytes.count
            sender.flush()
        }
        #expect(count < 2_000_000)
        #expect(count % Frame.cancel(row: 1, attempt: 1).bytes.count == 0)
    }

    @Test("A reader that is gone is neither waited for nor a signal's cause")
    func goneReader() throws {
        let near: Descriptor = try Descriptor.socketPair().0
        let sender = FrameSender(socket: near)
        for _ in 0..<3 { sender.send(.wake) }
        #expect(!sender.hasBacklog)
    }
}

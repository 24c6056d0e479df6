import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("What pool and worker say to each other")
struct PoolMessageTests {
    static let all: [PoolMessage] = [
        .hello(
            PoolMessage.Hello(database: "/tmp/ä 🙂.db", slotName: "1-2", slotPath: "/tmp/1-2.slot", syncsOnCommit: true)),
        .hello(PoolMessage.Hello(database: "", slotName: "", slotPath: "", syncsOnCommit: false)),
        .wake, .cancel(AttemptID(row: 1, claimNumber: .max)),
        .stop(cancelAfter: .zero, killAfter: .nanoseconds(Int64.min)), .ready,
        .idle,
        .busy(
            PoolMessage.KillDeadline(attempt: AttemptID(row: -1, claimNumber: 2), killAt: .distantFuture),
            stopReason: .timedOut),
        .cancellationRequested,
        .finished([]),
        .finished(
            (0..<UInt64(PoolMessage.finishedLimit)).map {
                PoolMessage.FinishedTask(
                    id: TaskID(high: $0, low: .max - $0),
                    result: [UInt8](repeating: 7, count: PoolMessage.resultLimit))
            }),
        .finished([
            PoolMessage.FinishedTask(id: TaskID(high: 1, low: 2)),
            PoolMessage.FinishedTask(id: TaskID(high: 3, low: 4), result: []),
            PoolMessage.FinishedTask(id: TaskID(high: 5, low: 6), result: [8]),
        ]),
        .tasksCommitted(due: 3, earliest: .distantFuture), .cancellationRequested, .maintenanceDue, .settingsChanged,
        .dropped,
    ]

    private static let stream = all.flatMap(\.bytes)

    @Test("Each frame comes out as it went in", arguments: all)
    func roundTrip(_ message: PoolMessage) {
        var reader = MessageReader()
        #expect(reader.messages(from: message.bytes) == [message])
        #expect(reader.messages(from: []).isEmpty)
    }

    @Test("It does not matter where the stream is cut in two")
    func cutAnywhere() {
        let messages = Self.all.filter { $0 != Self.all[9] }
        let stream = messages.flatMap(\.bytes)
        for cut in stream.indices {
            var reader = MessageReader()
            let seen = reader.messages(from: Array(stream[..<cut])) + reader.messages(from: Array(stream[cut...]))
            #expect(seen == messages, "cut at \(cut)")
        }
    }

    @Test("Byte by byte, and all at once", arguments: [1, 2, 7, 1_000, 1_000_000])
    func pieces(_ size: Int) {
        var reader = MessageReader()
        var seen: [PoolMessage] = []
        for start in stride(from: 0, to: Self.stream.count, by: size) {
            seen += reader.messages(from: Array(Self.stream[start..<min(start + size, Self.stream.count)]))
        }
        #expect(seen == Self.all)
    }

    static let strays: [[UInt8]] = [
        [UInt8(ascii: "?"), 0, 0], [UInt8(ascii: "?"), 3, 0, 1, 2, 3], [0, 0, 0], [UInt8(ascii: "c"), 0, 0],
        [UInt8(ascii: "c"), 15, 0] + [UInt8](repeating: 1, count: 15),
        [UInt8(ascii: "d"), 8, 0] + [UInt8](repeating: 1, count: 8),
        [UInt8(ascii: "h"), 8, 0] + [UInt8](repeating: 0xFF, count: 8),
        [UInt8(ascii: "h"), 9, 0, 200, 0, 0, 0, 0, 0, 0, 0, 65],
    ]

    @Test("A frame that is none of ours is passed over, and the next one is heard", arguments: strays)
    func stray(_ bytes: [UInt8]) {
        var reader = MessageReader()
        #expect(reader.messages(from: PoolMessage.wake.bytes + bytes + PoolMessage.ready.bytes) == [.wake, .ready])
    }

    @Test("No bytes at all make it fail", arguments: 0..<50)
    func junk(_: Int) {
        var reader = MessageReader()
        let letters = Array("hwcsribdnxkl?".utf8)
        for _ in 0..<200 {
            let body = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255) }
            _ = reader.messages(from: [letters.randomElement() ?? 0, UInt8.random(in: 0...41), 0] + body)
        }
    }
}

import Foundation
import TaskStore
import Testing

@testable import Autocron

@Suite("What pool and worker say to each other")
struct FrameTests {
    static let all: [Frame] = [
        .hello(Frame.Hello(database: "/tmp/ä 🙂.db", slotName: "1-2", slotPath: "/tmp/1-2.slot", waitsForDisk: true)),
        .hello(Frame.Hello(database: "", slotName: "", slotPath: "", waitsForDisk: false)),
        .wake, .cancel(row: 1, attempt: .max), .stop(cancelAfter: .zero, killAfter: .nanoseconds(Int64.min)), .ready,
        .idle,
        .busy(Frame.Limit(row: -1, attempt: 2, killAt: .distantFuture), because: .timedOut), .cancellationRequested,
        .settled([]),
        .settled(
            (0..<UInt64(Frame.settledLimit)).map {
                Frame.Settled(
                    key: Frame.TaskKey(high: $0, low: .max - $0),
                    result: [UInt8](repeating: 7, count: Frame.resultLimit))
            }),
        .settled([
            Frame.Settled(key: Frame.TaskKey(high: 1, low: 2)),
            Frame.Settled(key: Frame.TaskKey(high: 3, low: 4), result: []),
            Frame.Settled(key: Frame.TaskKey(high: 5, low: 6), result: [8]),
        ]),
        .stored(due: 3, earliest: .distantFuture), .cancellationRequested, .logGrown, .settingsChanged, .dropped,
    ]

    private static let stream = all.flatMap(\.bytes)

    @Test("Each frame comes out as it went in", arguments: all)
    func roundTrip(_ frame: Frame) {
        var reader = FrameReader()
        #expect(reader.frames(from: frame.bytes) == [frame])
        #expect(reader.frames(from: []).isEmpty)
    }

    @Test("It does not matter where the stream is cut in two")
    func cutAnywhere() {
        let frames = Self.all.filter { $0 != Self.all[9] }
        let stream = frames.flatMap(\.bytes)
        for cut in stream.indices {
            var reader = FrameReader()
            let seen = reader.frames(from: Array(stream[..<cut])) + reader.frames(from: Array(stream[cut...]))
            #expect(seen == frames, "cut at \(cut)")
        }
    }

    @Test("Byte by byte, and all at once", arguments: [1, 2, 7, 1_000, 1_000_000])
    func pieces(_ size: Int) {
        var reader = FrameReader()
        var seen: [Frame] = []
        for start in stride(from: 0, to: Self.stream.count, by: size) {
            seen += reader.frames(from: Array(Self.stream[start..<min(start + size, Self.stream.count)]))
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
        var reader = FrameReader()
        #expect(reader.frames(from: Frame.wake.bytes + bytes + Frame.ready.bytes) == [.wake, .ready])
    }

    @Test("No bytes at all make it fail", arguments: 0..<50)
    func junk(_: Int) {
        var reader = FrameReader()
        let letters = Array("hwcsribdnxkl?".utf8)
        for _ in 0..<200 {
            let body = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255) }
            _ = reader.frames(from: [letters.randomElement() ?? 0, UInt8.random(in: 0...41), 0] + body)
        }
    }

    @Test("A task's key holds the sixteen bytes of its identifier")
    func key() {
        let key = Frame.TaskKey([UInt8](1...16))
        #expect(key == Frame.TaskKey(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10))
        #expect(key.bytes == [UInt8](1...16))
        #expect(Frame.TaskKey([]) == Frame.TaskKey(high: 0, low: 0))
    }
}

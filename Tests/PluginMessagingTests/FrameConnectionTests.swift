import Testing

@testable import PluginMessaging

@Suite("Frames")
struct FrameConnectionTests {
    private func messages(_ pieces: [[UInt8]]) throws -> [[UInt8]] {
        let connection = FrameConnection(ScriptedChannel(pieces))
        var messages: [[UInt8]] = []
        while let message = try connection.receive() {
            messages.append(message)
        }
        return messages
    }

    @Test("A message arrives whole, wherever the stream is cut")
    func splits() throws {
        let bytes = frame("{\"first\":1}") + frame("größe") + frame("")
        for cut in 0...bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])].filter { !$0.isEmpty }
            #expect(try messages(pieces) == [Array("{\"first\":1}".utf8), Array("größe".utf8)])
        }
        #expect(try messages(bytes.map { [$0] }).count == 2)
    }

    @Test(
        "A length of zero, and an end where a header should be, are goodbyes", arguments: [[], [0, 0, 0], frame("")])
    func goodbye(_ bytes: [UInt8]) throws {
        #expect(try FrameConnection(ScriptedChannel([bytes].filter { !$0.isEmpty })).receive() == nil)
    }

    @Test("An end inside a payload is an error")
    func truncation() {
        let bytes = frame("{\"first\":1}")
        for length in 8..<bytes.count {
            #expect(throws: ConnectionError.truncated(received: length - 8, expected: bytes.count - 8)) {
                try FrameConnection(ScriptedChannel([Array(bytes[..<length])])).receive()
            }
        }
    }

    @Test("A length beyond all reason is an error, and takes no memory")
    func oversized() {
        #expect(throws: ConnectionError.oversized(.max)) {
            try FrameConnection(ScriptedChannel([Array(repeating: 255, count: 8)])).receive()
        }
    }

    @Test("A megabyte comes through")
    func large() throws {
        let payload = [UInt8](repeating: 0x20, count: 1 << 20)
        #expect(try messages([frame(payload)]) == [payload])
    }

    @Test("What is sent is a frame, however little the stream takes at a time", arguments: [1, 3, 8, 1000])
    func sending(_ limit: Int) throws {
        let channel = ScriptedChannel([], writeLimit: limit)
        try FrameConnection(channel).send(Array("größe".utf8))
        #expect(channel.output == frame("größe"))
    }
}

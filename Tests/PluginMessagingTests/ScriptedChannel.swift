import PluginMessaging

/// A stream that gives bytes in prepared pieces and takes only a few at a time.
final class ScriptedChannel: ByteChannel {
    private var input: [[UInt8]]
    private let writeLimit: Int
    private(set) var output: [UInt8] = []

    init(_ input: [[UInt8]], writeLimit: Int = .max) {
        self.input = input
        self.writeLimit = writeLimit
    }

    func read(atMost count: Int) throws(ConnectionError) -> [UInt8] {
        guard let piece = input.first else { return [] }
        input[0] = Array(piece.dropFirst(count))
        if input[0].isEmpty { input.removeFirst() }
        return Array(piece.prefix(count))
    }

    func write(_ bytes: ArraySlice<UInt8>) throws(ConnectionError) -> Int {
        let taken = bytes.prefix(writeLimit)
        output += taken
        return taken.count
    }
}

/// The bytes of a frame, spelled out.
func frame(_ payload: [UInt8]) -> [UInt8] {
    littleEndian(UInt64(payload.count)) + payload
}

func frame(_ payload: String) -> [UInt8] {
    frame(Array(payload.utf8))
}

private func littleEndian(_ value: UInt64) -> [UInt8] {
    stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
}

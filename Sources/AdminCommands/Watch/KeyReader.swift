/// Decodes keys from a terminal's bytes; a key's bytes may arrive in two pieces.
struct KeyReader {
    private var bytes: [UInt8] = []

    /// Whether bytes have arrived that may be the beginning of a key, or the Esc key alone.
    var isWaiting: Bool { !bytes.isEmpty }

    mutating func keys(from new: some Sequence<UInt8>) -> [WatchModel.Key] {
        bytes += new
        var keys: [WatchModel.Key] = []
        while let (key, length) = next() {
            bytes.removeFirst(length)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// No bytes followed for a while: those that are there are a key, or are dropped.
    mutating func giveUp() -> [WatchModel.Key] {
        defer { bytes = [] }
        return bytes == [0x1B] ? [.escape] : []
    }

    /// - Returns: nil if more bytes are needed; no key for bytes that are not a key.
    private func next() -> (key: WatchModel.Key?, length: Int)? {
        guard let first = bytes.first else { return nil }
        switch first {
        case 0x1B: return escapeSequence()
        case 0x0D, 0x0A: return (.enter, 1)
        case 0..<0x80: return (.character(Character(Unicode.Scalar(first))), 1)
        default: return multibyte()
        }
    }

    /// ESC `[` or ESC `O`, parameters, and a final byte (ECMA-48, 5.4).
    private func escapeSequence() -> (key: WatchModel.Key?, length: Int)? {
        guard bytes.count > 1 else { return nil }
        guard bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else { return (.escape, 1) }
        guard let end = bytes.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            // Longer than any key.
            return bytes.count > 32 ? (nil, bytes.count) : nil
        }
        let key: WatchModel.Key? =
            switch bytes[end] {
            case UInt8(ascii: "A"): .up
            case UInt8(ascii: "B"): .down
            default: nil
            }
        return (key, end + 1)
    }

    private func multibyte() -> (key: WatchModel.Key?, length: Int)? {
        let length = bytes[0] >= 0xF8 ? 1 : bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC0 ? 2 : 1
        guard bytes.count >= length else { return nil }
        guard let text = String(validating: bytes.prefix(length), as: UTF8.self), let character = text.first else {
            return (nil, 1)
        }
        return (.character(character), length)
    }
}

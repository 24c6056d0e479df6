/// Messages over a byte stream.
///
/// A frame is the payload's length in eight bytes, unsigned and little-endian, and then the payload. With a length of
/// zero the host says goodbye; the end of the stream before a header, or inside one, means the same.
package struct FrameConnection<Channel: ByteChannel> {
    /// No compiler sends a declaration of two gigabytes; a larger length means that the stream is out of step.
    static var largestPayload: UInt64 { UInt64(Int32.max) }

    private let channel: Channel

    /// Sends and receives frames over a stream.
    ///
    /// - Parameter channel: The stream, at the start of a frame.
    package init(_ channel: Channel) {
        self.channel = channel
    }

    /// Waits for the next message.
    ///
    /// - Returns: The payload, or nil when the host has said goodbye.
    /// - Throws: ``ConnectionError`` if the stream breaks, or ends inside a payload.
    package func receive() throws(ConnectionError) -> [UInt8]? {
        let header = try read(8)
        guard header.count == 8 else { return nil }
        let length = header.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        if length == 0 { return nil }
        guard length <= Self.largestPayload else { throw .oversized(length) }
        let payload = try read(Int(length))
        guard payload.count == Int(length) else {
            throw .truncated(received: payload.count, expected: Int(length))
        }
        return payload
    }

    /// Sends a message.
    ///
    /// - Parameter payload: The message's bytes.
    /// - Throws: ``ConnectionError`` if the stream breaks.
    package func send(_ payload: [UInt8]) throws(ConnectionError) {
        let length = UInt64(payload.count)
        let header = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
        var rest = (header + payload)[...]
        while !rest.isEmpty {
            rest.removeFirst(try channel.write(rest))
        }
    }

    /// Reads this many bytes, or fewer at the end of the stream.
    ///
    /// Memory is allocated as bytes arrive, never because of a header alone.
    private func read(_ count: Int) throws(ConnectionError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try channel.read(atMost: min(count - bytes.count, 1 << 16))
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }
}

/// The two directions of a byte stream, as ``FrameConnection`` needs them: reads and writes may be short.
package protocol ByteChannel {
    /// Waits for bytes.
    ///
    /// - Parameter count: The maximum number of bytes to return.
    /// - Returns: At least one byte, or none at the end of the stream.
    /// - Throws: ``ConnectionError/system(_:_:)`` if the stream is broken.
    func read(atMost count: Int) throws(ConnectionError) -> [UInt8]

    /// Writes what the stream takes.
    ///
    /// - Parameter bytes: The bytes to write; not empty.
    /// - Returns: The number of bytes written.
    /// - Throws: ``ConnectionError/system(_:_:)`` if the stream is broken.
    func write(_ bytes: ArraySlice<UInt8>) throws(ConnectionError) -> Int
}

/// Why the conversation with the compiler cannot continue.
package enum ConnectionError: Error, Equatable, CustomStringConvertible {
    /// The stream ended inside a frame's payload: the number of bytes received, and the number announced.
    case truncated(received: Int, expected: Int)
    /// A frame's header announces a larger payload than any compiler sends.
    case oversized(UInt64)
    /// A system call failed: its name and `errno`.
    case system(String, Int32)

    /// A sentence for the build log.
    package var description: String {
        switch self {
        case .truncated(let received, let expected):
            "the compiler's message ended after \(received) of \(expected) bytes"
        case .oversized(let length):
            "the compiler announced a message of \(length) bytes"
        case .system(let call, let code):
            "\(call) failed with errno \(code)"
        }
    }
}

/// The two directions of a byte stream, as ``FrameConnection`` needs them: reads and writes may be short.
package protocol ByteChannel {
    /// Waits for bytes.
    ///
    /// - Parameter count: the most that may be returned.
    /// - Returns: at least one byte, or none at the end of the stream.
    /// - Throws: ``ConnectionError/system(_:_:)`` if the stream is broken.
    func read(atMost count: Int) throws(ConnectionError) -> [UInt8]

    /// Writes what the stream takes.
    ///
    /// - Parameter bytes: what is to be written; not empty.
    /// - Returns: how many of the bytes were taken.
    /// - Throws: ``ConnectionError/system(_:_:)`` if the stream is broken.
    func write(_ bytes: ArraySlice<UInt8>) throws(ConnectionError) -> Int
}

/// Why the conversation with the compiler cannot go on.
package enum ConnectionError: Error, Equatable, CustomStringConvertible {
    /// The stream ended inside a frame's payload: so many bytes of so many had come.
    case truncated(received: Int, expected: Int)
    /// A frame's header announces more than any compiler sends.
    case oversized(UInt64)
    /// A system call failed: its name and `errno`.
    case system(String, Int32)

    /// A sentence for the build's log.
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

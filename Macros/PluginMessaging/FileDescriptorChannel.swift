#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A pair of open file descriptors as a ``ByteChannel``.
package struct FileDescriptorChannel: ByteChannel {
    private let input: Int32
    private let output: Int32

    /// Uses descriptors that the caller opened and will close.
    ///
    /// - Parameters:
    ///   - input: The descriptor that the host's bytes come from.
    ///   - output: The descriptor that our bytes go to.
    package init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Moves standard input and output out of reach, so that a stray `print` cannot corrupt the conversation.
    ///
    /// Afterward standard input is closed, and printed text goes to standard error, which the compiler shows.
    ///
    /// - Returns: A channel over the descriptors that were standard input and output.
    /// - Throws: ``ConnectionError/system(_:_:)`` if the process has no such descriptors.
    package static func takingOverStandardStreams() throws(ConnectionError) -> FileDescriptorChannel {
        let input = try check("dup", dup(STDIN_FILENO))
        let output = try check("dup", dup(STDOUT_FILENO))
        _ = try check("close", close(STDIN_FILENO))
        _ = try check("dup2", dup2(STDERR_FILENO, STDOUT_FILENO))
        return FileDescriptorChannel(input: input, output: output)
    }

    package func read(atMost count: Int) throws(ConnectionError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let received = try Self.retrying("read") {
            unsafe bytes.withUnsafeMutableBytes { unsafe systemRead(input, $0.baseAddress, $0.count) }
        }
        bytes.removeLast(count - received)
        return bytes
    }

    package func write(_ bytes: ArraySlice<UInt8>) throws(ConnectionError) -> Int {
        try Self.retrying("write") {
            unsafe bytes.withUnsafeBytes { unsafe systemWrite(output, $0.baseAddress, $0.count) }
        }
    }

    /// Repeats a call that a signal interrupted: a profiler or a debugger may send signals at any time.
    private static func retrying(_ name: String, _ call: () -> Int) throws(ConnectionError) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { throw .system(name, errno) }
        }
    }

    private static func check(_ name: String, _ result: Int32) throws(ConnectionError) -> Int32 {
        if result < 0 { throw .system(name, errno) }
        return result
    }
}

// Inside the type, `read` and `write` would mean its own methods.
private let systemRead = unsafe read(_:_:_:)
private let systemWrite = unsafe write(_:_:_:)

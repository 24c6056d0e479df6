import CPlatform
import Foundation

/// Writes to a stream that other processes share, such as standard error, without a signal, a trap, or an endless wait.
///
/// The stream's reader must not be able to block or end the writer: a terminal may be paused by Ctrl-S, a pipe full or
/// without a reader, a disk full, the stream closed, or set to non-blocking by another process.
package enum BoundedOutput {
    /// - Parameters:
    ///   - bytes: The bytes to write.
    ///   - stream: The descriptor's number.
    ///   - timeout: How long to wait for the reader; nil waits without limit.
    /// - Returns: The number of bytes written; the others are lost.
    @discardableResult
    package static func write(_ bytes: [UInt8], to stream: Int32, within timeout: Duration?) -> Int {
        var information = stat()
        guard unsafe fstat(stream, &information) == 0 else { return 0 }
        let target = Target(stream, kind: information.st_mode & S_IFMT)
        let end = timeout.map { ContinuousClock.now.advanced(by: $0) }
        var written = 0
        while written < bytes.count {
            guard target.mayWrite || wait(for: target.number, until: end) else { break }
            let count = target.write(bytes[written...])
            if count > 0 {
                written += count
            } else {
                guard count < 0, errno == EAGAIN, wait(for: target.number, until: end) else { break }
            }
        }
        return written
    }

    /// Waits until the stream is writable, or has an error to report.
    private static func wait(for number: Int32, until end: ContinuousClock.Instant?) -> Bool {
        var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        while true {
            let left = end.map { ContinuousClock.now.duration(to: $0) }
            let result = unsafe autocron_poll(&entry, 1, left.map { max(0, $0.nanoseconds) } ?? -1)
            guard result < 0, errno == EINTR else { return result > 0 }
        }
    }
}

/// The stream, in a form in which a write does not block.
private struct Target {
    let number: Int32
    /// Whether a write never blocks, whatever the reader does.
    let mayWrite: Bool
    private let isSocket: Bool
    /// Owns the number, if this type opened it.
    private let own: Descriptor?

    init(_ stream: Int32, kind: mode_t) {
        isSocket = kind == S_IFSOCK
        own = kind == S_IFIFO || isatty(stream) == 1 ? Self.reopened(stream) : nil
        number = own?.number ?? stream
        mayWrite = isSocket || kind == S_IFREG || own != nil
    }

    /// Opens the descriptor's open file again, in non-blocking mode.
    ///
    /// The mode belongs to the open file, so setting it on the stream itself would set it for all processes that share
    /// the stream.
    ///
    /// - Returns: nil if that is impossible.
    private static func reopened(_ stream: Int32) -> Descriptor? {
        #if os(Linux)
        let number = Descriptor.aboveStreams(
            unsafe open("/proc/self/fd/\(stream)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC))
        return number < 0 ? nil : Descriptor(number)
        #else
        return nil
        #endif
    }

    /// - Returns: The result of `write`, with `errno` set.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        // A pipe that has room accepts this many bytes without blocking.
        let part = mayWrite ? bytes : bytes.prefix(Int(PIPE_BUF))
        return unsafe part.withUnsafeBytes { buffer -> Int in
            guard let base = buffer.baseAddress else { return 0 }
            return isSocket
                ? unsafe autocron_send_quietly(number, base, buffer.count)
                : unsafe autocron_write_quietly(number, base, buffer.count)
        }
    }
}

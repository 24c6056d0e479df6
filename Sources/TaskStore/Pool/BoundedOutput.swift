import CPlatform
import Foundation

/// Writing to a stream that others share, such as standard error, without a signal, a trap, or a wait without end.
///
/// The stream's reader must not be able to stop or to end the writer: a terminal may be held by Ctrl-S, a pipe full or
/// without a reader, a disk full, the stream closed, or made non-blocking by another process.
package enum BoundedOutput {
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - stream: the descriptor's number.
    ///   - limit: how long to wait for the reader; nil waits without end.
    /// - Returns: how many bytes were written; the others are lost.
    @discardableResult
    package static func write(_ bytes: [UInt8], to stream: Int32, within limit: Duration?) -> Int {
        var information = stat()
        guard unsafe fstat(stream, &information) == 0 else { return 0 }
        let target = Target(stream, kind: information.st_mode & S_IFMT)
        let end = limit.map { ContinuousClock.now.advanced(by: $0) }
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

    /// Waits until something can be written, or an error be learnt.
    private static func wait(for number: Int32, until end: ContinuousClock.Instant?) -> Bool {
        var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        while true {
            let left = end.map { ContinuousClock.now.duration(to: $0) }
            let nanoseconds = left.map {
                max(0, $0.components.seconds * 1_000_000_000 + $0.components.attoseconds / 1_000_000_000)
            }
            let result = unsafe autocron_poll(&entry, 1, nanoseconds ?? -1)
            guard result < 0, errno == EINTR else { return result > 0 }
        }
    }
}

/// The stream, in a form in which a write does not wait.
private struct Target {
    let number: Int32
    /// Whether writing does not wait, whatever the reader does.
    let mayWrite: Bool
    private let isSocket: Bool
    /// Keeps the number, if it is of a descriptor of its own.
    private let own: Descriptor?

    init(_ stream: Int32, kind: mode_t) {
        isSocket = kind == S_IFSOCK
        own = kind == S_IFIFO || isatty(stream) == 1 ? Self.reopened(stream) : nil
        number = own?.number ?? stream
        mayWrite = isSocket || kind == S_IFREG || own != nil
    }

    /// Opens what a descriptor has open once more, without waiting for it: the flag is of the open file, so setting it on
    /// the stream itself would set it for all processes that share the stream.
    ///
    /// - Returns: nil where that cannot be done.
    private static func reopened(_ stream: Int32) -> Descriptor? {
        #if os(Linux)
        let number = Descriptor.aboveStreams(
            unsafe open("/proc/self/fd/\(stream)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC))
        return number < 0 ? nil : Descriptor(number)
        #else
        return nil
        #endif
    }

    /// - Returns: what `write` returns, with `errno` set.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        // A pipe that has room takes so many without waiting.
        let part = mayWrite ? bytes : bytes.prefix(Int(PIPE_BUF))
        return unsafe part.withUnsafeBytes { buffer -> Int in
            guard let base = buffer.baseAddress else { return 0 }
            return isSocket
                ? unsafe autocron_send_quietly(number, base, buffer.count)
                : unsafe autocron_write_quietly(number, base, buffer.count)
        }
    }
}

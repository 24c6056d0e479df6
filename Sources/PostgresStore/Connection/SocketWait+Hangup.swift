#if PostgreSQL
import Foundation
import Platform

extension SocketWait {
    /// Waits until the other side has closed a connection, or the kernel has given it up.
    ///
    /// Answers that another thread reads from it do not end the wait.
    ///
    /// - Parameters:
    ///   - descriptor: The connection's socket.
    ///   - deadline: When to give up.
    /// - Returns: False if the deadline has passed.
    static func waitForHangup(of descriptor: Int32, until deadline: MonotonicTime) -> Bool {
        while true {
            var entry = pollfd(fd: descriptor, events: hangup, revents: 0)
            let left = (deadline - .now()).nanoseconds
            guard left > 0 else { return false }
            let result = unsafe poll(&entry, 1, Int32(clamping: (left + 999_999) / 1_000_000))
            if result > 0 { return true }
            guard result == 0 || errno == EINTR else { return true }
        }
    }

    /// Linux reports the end of the stream only to those who ask for it; Darwin reports it as POLLHUP to all.
    #if canImport(Darwin)
    private static let hangup: Int16 = 0
    #else
    private static let hangup: Int16 = 0x2000  // POLLRDHUP, which the headers show to _GNU_SOURCE alone
    #endif
}
#endif

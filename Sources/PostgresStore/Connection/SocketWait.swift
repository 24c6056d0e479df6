#if PostgreSQL
import Foundation
import Platform

/// Waits for a server's socket.
enum SocketWait {
    /// - Parameters:
    ///   - descriptor: The socket.
    ///   - toWrite: Whether there is something to send; reading always counts.
    ///   - deadline: When to give up.
    /// - Returns: False if the deadline has passed.
    static func wait(for descriptor: Int32, toWrite: Bool, until deadline: MonotonicTime) -> Bool {
        let events = Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0)
        while true {
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            let left = (deadline - .now()).nanoseconds
            guard left > 0 else { return false }
            let milliseconds = Int32(clamping: (left + 999_999) / 1_000_000)
            let result = unsafe poll(&entry, 1, milliseconds)
            if result > 0 { return true }
            // A signal handler of the program ran; the remaining time is computed again.
            guard result == 0 || errno == EINTR else { return true }
        }
    }
}
#endif

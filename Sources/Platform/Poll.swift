import CPlatform
import Foundation

/// Waits until one of several descriptors is readable, or has reached its end.
package enum Poll {
    /// - Parameters:
    ///   - descriptors: The descriptors to wait for.
    ///   - deadline: Nil waits without limit.
    /// - Returns: For each descriptor, in order, whether reading it would not block.
    package static func wait(for descriptors: [Int32], until deadline: MonotonicTime?) -> [Bool] {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            // Rounds up: waking early would find nothing due.
            let left = deadline.map { max(0, ($0 - .now()).nanoseconds) } ?? -1
            let result = unsafe autocron_poll(&entries, Int32(entries.count), left)
            if result >= 0 { return entries.map { $0.revents != 0 } }
            // A signal handler of the program ran; the remaining time is computed again.
            guard errno == EINTR else { return descriptors.map { _ in false } }
        }
    }
}

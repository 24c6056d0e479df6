import CPlatform
import Foundation

/// Waits until one of several descriptors has something to read, or has ended.
enum Poll {
    /// - Parameters:
    ///   - descriptors: what to watch.
    ///   - deadline: monotonic nanoseconds until when to wait; nil waits without end.
    /// - Returns: for each descriptor, in order, whether reading it would not wait.
    static func wait(for descriptors: [Int32], until deadline: Int64?) -> [Bool] {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            // Never too early: who wakes just before its time finds nothing to do.
            let left = deadline.map { max(0, $0.addingSaturated(-Monotonic.now())) } ?? -1
            let result = unsafe autocron_poll(&entries, Int32(entries.count), left)
            if result >= 0 { return entries.map { $0.revents != 0 } }
            // Somebody's signal handler ran; the time left is counted anew.
            guard errno == EINTR else { return descriptors.map { _ in false } }
        }
    }
}

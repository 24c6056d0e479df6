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
            let result = unsafe poll(&entries, nfds_t(entries.count), milliseconds(until: deadline))
            if result >= 0 { return entries.map { $0.revents != 0 } }
            // Somebody's signal handler ran; the time left is counted anew.
            guard errno == EINTR else { return descriptors.map { _ in false } }
        }
    }

    /// Rounded up, so that nobody wakes just before its time and finds nothing to do.
    private static func milliseconds(until deadline: Int64?) -> Int32 {
        guard let deadline else { return -1 }
        let left = deadline.addingSaturated(-Monotonic.now())
        guard left > 0 else { return 0 }
        return Int32(clamping: left.addingSaturated(999_999) / 1_000_000)
    }
}

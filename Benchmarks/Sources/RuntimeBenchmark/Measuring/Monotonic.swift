import Foundation

/// A clock that processes of one machine share, and that is never set.
enum Monotonic {
    /// Nanoseconds since an arbitrary instant.
    static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Sleeps on this thread, as precisely as the system allows.
    static func sleep(milliseconds: UInt32) {
        sleep(microseconds: milliseconds * 1_000)
    }

    /// Sleeps on this thread, as precisely as the system allows.
    static func sleep(microseconds: UInt32) {
        usleep(microseconds)
    }
}

import Foundation

/// A clock that processes of one machine share, and that nobody sets.
enum Monotonic {
    /// Nanoseconds since some instant.
    static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Sleeps on this thread, as little disturbed as can be.
    static func sleep(milliseconds: UInt32) {
        sleep(microseconds: milliseconds * 1_000)
    }

    /// Sleeps on this thread, as little disturbed as can be.
    static func sleep(microseconds: UInt32) {
        usleep(microseconds)
    }
}

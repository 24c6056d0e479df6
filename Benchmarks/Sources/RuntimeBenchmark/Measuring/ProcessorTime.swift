import Foundation

/// Nanoseconds of processor time, user and system.
enum ProcessorTime {
    static func ofThisProcess() -> Int64 {
        time(of: current)
    }

    /// The time of this process's children that have ended.
    static func ofEndedChildren() -> Int64 {
        time(of: children)
    }

    #if os(Linux)
    private static let current = RUSAGE_SELF.rawValue
    private static let children = RUSAGE_CHILDREN.rawValue
    #else
    private static let current = RUSAGE_SELF
    private static let children = RUSAGE_CHILDREN
    #endif

    private static func time(of who: Int32) -> Int64 {
        var usage = rusage()
        unsafe getrusage(who, &usage)
        return nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime)
    }

    private static func nanoseconds(_ time: timeval) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1_000
    }
}

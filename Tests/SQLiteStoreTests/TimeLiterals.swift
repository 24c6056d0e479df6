import Platform

// Instants in these tests are plain numbers: microseconds of the wall clock, nanoseconds of the monotonic one.

extension WallTime: ExpressibleByIntegerLiteral {
    package init(integerLiteral microseconds: Int64) {
        self.init(microseconds: microseconds)
    }

    static func + (time: WallTime, microseconds: Int64) -> WallTime {
        time + .microseconds(microseconds)
    }

    static func - (time: WallTime, microseconds: Int64) -> WallTime {
        time - .microseconds(microseconds)
    }

    static func * (times: Int64, time: WallTime) -> WallTime {
        WallTime(microseconds: times * time.microseconds)
    }
}

extension MonotonicTime: ExpressibleByIntegerLiteral {
    package init(integerLiteral nanoseconds: Int64) {
        self.init(nanoseconds: nanoseconds)
    }

    static func + (time: MonotonicTime, nanoseconds: Int64) -> MonotonicTime {
        time + .nanoseconds(nanoseconds)
    }

    static func - (time: MonotonicTime, nanoseconds: Int64) -> MonotonicTime {
        time - .nanoseconds(nanoseconds)
    }

    static func * (times: Int64, time: MonotonicTime) -> MonotonicTime {
        MonotonicTime(nanoseconds: times * time.nanoseconds)
    }
}

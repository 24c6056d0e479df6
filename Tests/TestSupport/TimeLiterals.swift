package import Platform

// Instants in these tests are plain numbers: microseconds of the wall clock, nanoseconds of the monotonic one.

extension WallTime: ExpressibleByIntegerLiteral {
    package init(integerLiteral microseconds: Int64) {
        self.init(microseconds: microseconds)
    }

    package static func + (time: WallTime, microseconds: Int64) -> WallTime {
        time + .microseconds(microseconds)
    }

    package static func - (time: WallTime, microseconds: Int64) -> WallTime {
        time - .microseconds(microseconds)
    }

    package static func * (times: Int64, time: WallTime) -> WallTime {
        WallTime(microseconds: times * time.microseconds)
    }
}

extension MonotonicTime: ExpressibleByIntegerLiteral {
    package init(integerLiteral nanoseconds: Int64) {
        self.init(nanoseconds: nanoseconds)
    }

    package static func + (time: MonotonicTime, nanoseconds: Int64) -> MonotonicTime {
        time + .nanoseconds(nanoseconds)
    }

    package static func - (time: MonotonicTime, nanoseconds: Int64) -> MonotonicTime {
        time - .nanoseconds(nanoseconds)
    }

    package static func * (times: Int64, time: MonotonicTime) -> MonotonicTime {
        MonotonicTime(nanoseconds: times * time.nanoseconds)
    }
}

extension Duration {
    package static func * (times: some BinaryInteger, duration: Duration) -> Duration {
        duration * times
    }
}

import Platform

// Instants in these tests are plain numbers: microseconds of the wall clock.

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
}

/// One line of the report before it has values: what is measured, and its bounds.
struct Figure: Sendable {
    enum Unit: String, Codable, Sendable {
        /// More is better; each round gives one value.
        case perSecond = "/s"
        /// Less is better; each round gives many values.
        case microseconds = "µs"
        /// Less is better; how often processes wake up.
        case wakeUps = "wake-ups/s"
        /// Less is better.
        case kibibytes = "KiB"
    }

    /// The bound; issue numbers are not repeated here, the README explains the bounds.
    enum Bound: Sendable {
        /// The rate, as a multiple of the yardstick's.
        case rate(atLeast: Double)
        /// The time, as a multiple of the yardstick's.
        case time(medianAtMost: Double, tailAtMost: Double?)
        /// The value in its own unit, whatever the yardstick's.
        case absolute(medianAtMost: Double, tailAtMost: Double?)
    }

    let id: String
    let title: String
    let unit: Unit
    var bound: Bound?
    /// How many times slower it may be with many stored tasks; nil if there is no such promise.
    var slowdownAtMost: Double?
}

/// One line of the report before it has values: what is measured, and what is required of it.
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

    /// What must hold; issue numbers are not repeated here, the README tells where the bounds come from.
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
    /// How many times slower it may be beside many stored tasks; nil where that is no promise.
    var slowdownAtMost: Double?
}

internal import CronSyntax

/// Reads the times of day of a schedule out in English.
struct EnglishTime {
    private let fields: CronFields
    private let seconds: EnglishUnit
    private let minutes: EnglishUnit
    private let hours: EnglishUnit

    init(_ fields: CronFields) {
        self.fields = fields
        seconds = EnglishUnit("second", fields.second.values, of: 60)
        minutes = EnglishUnit("minute", fields.minute.values, of: 60)
        hours = EnglishUnit("hour", fields.hour.values, of: 24)
    }

    /// Whether there are few enough times to list them as a clock shows them.
    var isClockTimes: Bool {
        fields.second.values.count * fields.minute.values.count * fields.hour.values.count <= 4
    }

    private var hasSeconds: Bool { fields.second.values != [0] }

    /// The reading, like "at 09:30" or "every minute of every hour from 9 to 17".
    var text: String {
        if isClockTimes { return "at " + EnglishList.joined(clockTimes) }
        if let everyHour { return everyHour }
        if let interval { return interval }
        let units = hasSeconds ? [seconds, minutes, hours] : [minutes, hours]
        let phrases = [units[0].leadingPhrase] + units.dropFirst().map(\.phrase)
        return phrases.joined(separator: " of ")
    }

    private var clockTimes: [String] {
        fields.hour.values.flatMap { hour in
            fields.minute.values.flatMap { minute in
                fields.second.values.map { second in
                    let parts = hasSeconds ? [hour, minute, second] : [hour, minute]
                    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
                }
            }
        }
    }

    private var everyHour: String? {
        guard !hasSeconds, fields.minute.values == [0], hours.isWhole, fields.isInterval else { return nil }
        return "every hour"
    }

    /// The reading of a schedule that is equally spaced all day long.
    ///
    /// A fixed schedule is not spaced equally when the clocks go back, so it never gets this reading.
    private var interval: String? {
        guard fields.isInterval, hours.isWhole else { return nil }
        if !hasSeconds { return minutes.interval }
        return minutes.isWhole ? seconds.interval : nil
    }
}

/// Reads the values of one time field out in English.
struct EnglishUnit {
    private let name: String
    private let values: [Int]

    /// The number of possible values.
    private let size: Int

    init(_ name: String, _ values: ValueSet, of size: Int) {
        self.name = name
        self.values = Array(values)
        self.size = size
    }

    /// Whether the field selects every value.
    var isWhole: Bool { values.count == size }

    private var isRange: Bool { consecutiveRuns(of: values).count == 1 && values.count > 2 }

    private var progression: Progression? {
        Progression(values).flatMap { $0.step > 1 ? $0 : nil }
    }

    /// The reading on its own, if the values are equally spaced round the clock: "every 5 minutes".
    var interval: String? {
        if isWhole { return "every \(name)" }
        let step = size / values.count
        guard values.count > 1, size.isMultiple(of: step), values == Array(stride(from: 0, to: size, by: step)) else {
            return nil
        }
        return "every \(step) \(name)s"
    }

    /// The reading as the beginning of a longer one: "every 5 minutes", "at minute 0 and 30".
    var leadingPhrase: String {
        if let interval, values.count > 2 { return interval }
        return isRange || progression != nil ? phrase : "at " + phrase
    }

    /// The reading as the rest of a longer one: "minute 0 and 30", "every hour from 9 to 17".
    var phrase: String {
        if isWhole { return "every \(name)" }
        if isRange { return "every \(name) from \(values[0]) to \(values[values.count - 1])" }
        if let progression {
            let every = "every \(EnglishNames.ordinal(progression.step)) \(name)"
            return "\(every) from \(progression.first) to \(progression.last)"
        }
        return "\(name) \(EnglishList.ranges(values))"
    }
}

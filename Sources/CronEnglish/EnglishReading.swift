package import CronSyntax

/// Reads a schedule out in English.
///
/// A short wording ("at 09:30 on Monday to Friday", "every 5 minutes") is chosen only if it means exactly what the
/// fields do. Everything else is read field by field, from the smallest unit to the largest.
struct EnglishReading {
    private let fields: CronFields

    init(_ fields: CronFields) {
        self.fields = fields
    }

    /// The reading: times, then days and months.
    var text: String {
        let time = EnglishTime(fields)
        let days = EnglishDays(fields).text
        if !days.isEmpty { return "\(time.text) \(days)" }
        return time.isClockTimes ? "\(time.text) every day" : time.text
    }
}

extension CronExpression {
    /// Reads the expression out in English.
    ///
    /// ```swift
    /// try CronExpression("30 9 * * MON-FRI").english(in: "Europe/Berlin")
    /// // at 09:30 on Monday to Friday, Europe/Berlin time
    /// ```
    ///
    /// - Parameter zone: The name of the time zone to mention, or nil to mention none.
    /// - Returns: A phrase without capital and full stop.
    package func english(in zone: String? = nil) -> String {
        guard canFire else { return "never" }
        let reading = EnglishReading(fields).text
        return zone.map { "\(reading), \($0) time" } ?? reading
    }
}

internal import CronSyntax

/// Searches for matching times on a wall clock, independent of any time zone.
///
/// Wall-clock times are counted in seconds since 1970-01-01 00:00 on that clock. A search takes three steps to find
/// the time of day and one for each month that it visits, however far away the match is.
struct WallClockSearch {
    private let fields: CronFields

    private static let secondsPerDay: Int64 = 86_400

    init(_ fields: CronFields) {
        self.fields = fields
    }

    /// Finds the first matching time.
    ///
    /// - Parameter start: The earliest time that is acceptable.
    /// - Returns: The time, or nil if there is none within one cycle of the calendar, and so none ever.
    func first(from start: Int64) -> Int64? {
        let startDay = floorDivide(start, Self.secondsPerDay)
        let startTime = Int(start - startDay * Self.secondsPerDay)
        guard let day = firstDay(from: Int(startDay)) else { return nil }
        if day > startDay { return instant(day: day, time: firstTime) }
        if let time = time(from: startTime) { return instant(day: day, time: time) }
        return firstDay(from: day + 1).map { instant(day: $0, time: firstTime) }
    }

    private func instant(day: Int, time: Int) -> Int64 {
        Int64(day) * Self.secondsPerDay + Int64(time)
    }

    /// Finds the first matching day.
    ///
    /// - Parameter start: The day to start with, in days since 1970-01-01.
    /// - Returns: The day, counted in the same way.
    private func firstDay(from start: Int) -> Int? {
        let date = CivilDate(dayNumber: start)
        var (year, month, firstDay) = (date.year, date.month, date.day)
        // The calendar repeats after 400 years, to the weekday.
        while year <= date.year + 400 {
            guard let matchingMonth = fields.month.values.next(from: month) else {
                (year, month, firstDay) = (year + 1, 1, 1)
                continue
            }
            if matchingMonth != month { firstDay = 1 }
            let days = MonthDays(year: year, month: matchingMonth).matching(fields)
            if let day = days.next(from: firstDay) {
                return CivilDate(year: year, month: matchingMonth, day: day).dayNumber
            }
            (month, firstDay) = (matchingMonth + 1, 1)
        }
        return nil
    }

    /// The first matching time of a day, in seconds since its midnight.
    private var firstTime: Int {
        // A field is never empty; the parser and the keyword lists guarantee it.
        3600 * (fields.hour.values.first ?? 0) + firstTimeOfHour
    }

    /// The first matching time of an hour, in seconds since it began.
    private var firstTimeOfHour: Int {
        60 * (fields.minute.values.first ?? 0) + (fields.second.values.first ?? 0)
    }

    /// Finds the first matching time of a day that is not before a time of that day.
    private func time(from start: Int) -> Int? {
        let hour = start / 3600
        if fields.hour.values.contains(hour), let time = timeOfHour(from: start % 3600) { return 3600 * hour + time }
        return fields.hour.values.next(from: hour + 1).map { 3600 * $0 + firstTimeOfHour }
    }

    /// Finds the first matching time of an hour that is not before a time of that hour.
    private func timeOfHour(from start: Int) -> Int? {
        let (minutes, seconds) = (fields.minute.values, fields.second.values)
        let minute = start / 60
        if minutes.contains(minute), let second = seconds.next(from: start % 60) { return 60 * minute + second }
        return minutes.next(from: minute + 1).map { 60 * $0 + (seconds.first ?? 0) }
    }
}

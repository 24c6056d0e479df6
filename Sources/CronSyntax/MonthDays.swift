/// The days on which a schedule fires in one month, as one mask with bit `d` for day d.
package struct MonthDays {
    private let length: Int
    private let firstWeekday: Int

    /// Creates the month of one of the 14 kinds of year that exist.
    ///
    /// - Parameters:
    ///   - length: The number of days in the month.
    ///   - firstWeekday: The weekday of its first day, 0 for Sunday.
    package init(length: Int, firstWeekday: Int) {
        self.length = length
        self.firstWeekday = firstWeekday
    }

    /// Creates a month of the calendar.
    package init(year: Int, month: Int) {
        let first = CivilDate(year: year, month: month, day: 1).dayNumber
        self.init(
            length: CivilDate.length(ofMonth: month, year: year),
            firstWeekday: CivilDate.weekday(ofDayNumber: first)
        )
    }

    /// Finds the days that match both, or either, of the day fields.
    package func matching(_ fields: CronFields) -> ValueSet {
        let byDay = days(of: fields.dayOfMonth.values)
        let byWeekday = weekdays(of: fields.dayOfWeek.values)
        return fields.daysMustMatchBoth ? byDay.intersection(byWeekday) : byDay.union(byWeekday)
    }

    /// Finds the days that a day-of-month field selects.
    func days(of field: ValueSet) -> ValueSet {
        var days = field.intersection(whole)
        if field.contains(FieldSet.lastDay) { days.insert(length) }
        if field.contains(FieldSet.lastWorkday) { days.insert(workday(nearest: length)) }
        // Workday selectors are rare, so the loop usually has no iterations.
        for day in ValueSet(bits: field.bits >> 32).intersection(whole) { days.insert(workday(nearest: day)) }
        return days
    }

    /// Finds the days that a day-of-week field selects.
    func weekdays(of field: ValueSet) -> ValueSet {
        var days = ValueSet()
        for week in 0..<5 {
            let inEveryWeek = field.bits
            let inThisWeek = field.bits >> UInt64(8 * (week + 1))
            days.bits |= rotated(inEveryWeek | inThisWeek, by: firstWeekday) << UInt64(7 * week + 1)
        }
        let inLastWeek = field.bits >> UInt64(8 * FieldSet.lastOccurrence)
        days.bits |= rotated(inLastWeek, by: firstWeekday + length) << UInt64(length - 6)
        return days.intersection(whole)
    }

    /// The mask with every day of the month.
    private var whole: ValueSet { ValueSet(bits: (1 << UInt64(length + 1)) - 2) }

    /// Turns a mask of weekdays into one of seven successive days.
    ///
    /// - Parameters:
    ///   - weekdays: The weekdays in the lowest seven bits, Sunday first; higher bits are ignored.
    ///   - first: The weekday of the first of the seven days, or that plus a multiple of seven.
    /// - Returns: Seven bits, the lowest for the first day.
    private func rotated(_ weekdays: UInt64, by first: Int) -> UInt64 {
        let week = weekdays & 0x7F
        return (week | week << 7) >> UInt64(first % 7) & 0x7F
    }

    /// Finds the day from Monday to Friday that is nearest to a day and in the same month.
    private func workday(nearest day: Int) -> Int {
        switch (firstWeekday + day - 1) % 7 {
        case 6: day == 1 ? 3 : day - 1
        case 0: day == length ? day - 2 : day + 1
        default: day
        }
    }
}

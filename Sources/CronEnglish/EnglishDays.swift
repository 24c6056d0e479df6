internal import CronSyntax

/// Reads the dates of a schedule out in English.
struct EnglishDays {
    private let fields: CronFields

    init(_ fields: CronFields) {
        self.fields = fields
    }

    /// The reading, like "on Monday to Friday" or "on day 13 of every month"; empty if every day matches.
    var text: String {
        switch (isWholeMonth, isWholeWeek) {
        case (true, true): inMonths
        // If one of the fields is enough, the one that always matches makes the other irrelevant.
        case (true, _) where !fields.daysMustMatchBoth: inMonths
        case (_, true) where !fields.daysMustMatchBoth: inMonths
        case (true, false): "on \(weekdays)\(inMonthsSuffix)"
        case (false, true): "on \(days) of \(ofMonths)"
        case (false, false) where fields.daysMustMatchBoth: "on \(days) of \(ofMonths) if it is \(weekdayCondition)"
        case (false, false): "on \(days) of \(ofMonths), and on \(weekdays)\(inMonthsSuffix)"
        }
    }

    private var isWholeMonth: Bool {
        fields.dayOfMonth.values.isSuperset(of: CronExpressionError.Field.dayOfMonth.all)
    }

    private var isWholeWeek: Bool {
        fields.dayOfWeek.values.isSuperset(of: CronExpressionError.Field.dayOfWeek.all)
    }

    private var isEveryMonth: Bool { fields.month.values == CronExpressionError.Field.month.all }

    private var months: String { EnglishList.ranges(Array(fields.month.values), name: EnglishNames.month) }

    private var ofMonths: String { isEveryMonth ? "every month" : months }

    private var inMonths: String { isEveryMonth ? "" : "in \(months)" }

    private var inMonthsSuffix: String { isEveryMonth ? "" : " in \(months)" }
}

// MARK: - Days of the month

extension EnglishDays {
    private var days: String {
        let plain = fields.dayOfMonth.values.intersection(CronExpressionError.Field.dayOfMonth.all)
        let selectors = fields.dayOfMonth.values.subtracting(plain)
        let numbered = plain.isEmpty ? [] : [numberedDays(Array(plain))]
        return EnglishList.joined(numbered + selectors.map(selectedDay))
    }

    private func numberedDays(_ numbers: [Int]) -> String {
        guard let progression = Progression(numbers), progression.step > 1, numbers.count > 3 else {
            return "day " + EnglishList.ranges(numbers)
        }
        return "every \(EnglishNames.ordinal(progression.step)) day from \(progression.first) to \(progression.last)"
    }

    private func selectedDay(_ member: Int) -> String {
        switch member {
        case FieldSet.lastDay: "the last day"
        case FieldSet.lastWorkday: "the last day from Monday to Friday"
        default: "the day from Monday to Friday nearest day \(member - FieldSet.workday(nearest: 0))"
        }
    }
}

// MARK: - Days of the week

extension EnglishDays {
    private var plainWeekdays: [Int] {
        Array(fields.dayOfWeek.values.intersection(CronExpressionError.Field.dayOfWeek.all))
    }

    private var selectedWeekdays: [String] {
        fields.dayOfWeek.values.subtracting(CronExpressionError.Field.dayOfWeek.all).map { member in
            let (occurrence, weekday) = member.quotientAndRemainder(dividingBy: 8)
            return "the \(EnglishNames.occurrence(occurrence)) \(EnglishNames.weekday(weekday)) of the month"
        }
    }

    private var weekdays: String {
        let plain = plainWeekdays.isEmpty ? [] : [weekdayRanges]
        return EnglishList.joined(plain + selectedWeekdays)
    }

    /// The plain weekdays, in the order of a week that begins on Monday if that makes one range of them.
    private var weekdayRanges: String {
        let fromMonday = plainWeekdays.map { $0 == 0 ? 7 : $0 }.sorted()
        let isOneRange = consecutiveRuns(of: fromMonday).count == 1
        return EnglishList.ranges(isOneRange ? fromMonday : plainWeekdays) { EnglishNames.weekday($0 % 7) }
    }

    private var weekdayCondition: String {
        EnglishList.joined(plainWeekdays.map { "a " + EnglishNames.weekday($0) } + selectedWeekdays, with: "or")
    }
}

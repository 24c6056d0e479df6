/// Finds the doubts about an expression's dates; no single field shows them.
struct DateWarnings {
    private let fields: CronFields
    private let satisfiability: Satisfiability
    private let text: CronText

    /// Where each of the six fields is.
    private let ranges: [Range<Int>]

    /// The spelling of the last day of a month.
    fileprivate var lastDay = "'L'"

    init(_ fields: CronFields, at ranges: [Range<Int>], in text: CronText) {
        self.fields = fields
        self.satisfiability = Satisfiability(fields)
        self.ranges = ranges
        self.text = text
    }

    /// The doubts, at most one about the calendar and one about how the day fields combine.
    var all: [CronWarning] {
        [calendar, starredDay].compactMap { $0 }
    }

    private var dayOfMonth: Range<Int> { ranges[3] }
    private var dayAndMonth: Range<Int> { ranges[3].lowerBound..<ranges[4].upperBound }
    private var dayOfWeek: Range<Int> { ranges[5] }

    fileprivate var calendar: CronWarning? {
        guard satisfiability.canFire else {
            return CronWarning(.neverFires, dayAndMonth, "no month has such a day, the schedule never fires")
        }
        guard fires(whenYear: { !CivilDate.isLeap($0) }) else {
            return CronWarning(.leapYearsOnly, dayAndMonth, "the schedule fires in leap years only")
        }
        return skippedMonths
    }

    private func fires(whenYear condition: (Int) -> Bool) -> Bool {
        fields.month.values.contains { satisfiability.fires(inMonth: $0, whenYear: condition) }
    }

    private var skippedMonths: CronWarning? {
        let idle = satisfiability.idleMonths
        guard idle.isEmpty else {
            let months = EnglishList.joined(idle.map(EnglishNames.month))
            // An author who writes a day that only some months have mostly means the last one.
            let advice = fields.dayOfMonth.values.last == 31 ? ", use \(lastDay) for the last day of every month" : ""
            return CronWarning(.skipsMonths, dayOfMonth, "the schedule never fires in \(months)\(advice)")
        }
        // A weekday's fifth occurrence comes and goes in every month; only the 29th is a surprise.
        let isByDay = fields.dayOfWeek.values.isSuperset(of: CronExpressionError.Field.dayOfWeek.all)
        guard isByDay, fields.month.values.contains(2),
            !satisfiability.fires(inMonth: 2, whenYear: { !CivilDate.isLeap($0) })
        else { return nil }
        return CronWarning(.skipsMonths, dayOfMonth, "the schedule fires in February of leap years only")
    }

    private var starredDay: CronWarning? {
        guard isRestricted(.dayOfMonth), isRestricted(.dayOfWeek), fields.daysMustMatchBoth else { return nil }
        let starred = fields.dayOfMonth.isStar ? dayOfMonth : dayOfWeek
        let description = "\(text.quoted(starred)) begins with a star, so a day must match both day fields, not either"
        return CronWarning(.starredDay, starred, description)
    }

    private func isRestricted(_ field: CronExpressionError.Field) -> Bool {
        !fields[field].values.isSuperset(of: field.all)
    }
}

extension CronExpression {
    /// The doubt about the dates of an expression made of lists; its range has no meaning.
    package var calendarDoubt: CronWarning? {
        let nowhere = Array(repeating: 0..<0, count: CronExpressionError.Field.written.count)
        var warnings = DateWarnings(fields, at: nowhere, in: CronText(""))
        warnings.lastDay = "an expression with 'L'"
        return warnings.calendar
    }

    /// Parses an expression and finds what its author probably does not mean.
    ///
    /// - Parameter text: The expression or nickname.
    /// - Returns: The expression, and doubts about it in the order of their characters.
    /// - Throws: An error about the first wrong field.
    package static func check(
        _ text: String
    ) throws(CronExpressionError) -> (expression: CronExpression, warnings: [CronWarning]) {
        var parser = CronParser(text)
        let fields = try parser.parse()
        let dates = parser.ranges.map { DateWarnings(fields, at: $0, in: CronText(text)).all } ?? []
        let warnings = (parser.warnings + dates).sorted { $0.range.lowerBound < $1.range.lowerBound }
        return (CronExpression(fields: fields), warnings)
    }
}

extension CronExpression {
    /// Makes the expression whose fields are the given lists.
    ///
    /// ```swift
    /// try CronExpression(minutes: [0, 30], hours: [9], weekdays: [.monday, .friday])   // 0,30 9 * * 1,5
    /// ```
    ///
    /// A list that is left out is a `*`: with hours alone the schedule fires every minute of these hours. Lists mean
    /// what they mean in an expression. In particular, if both days and weekdays are given, a day must match *one* of
    /// them. Order and repeated values do not matter.
    ///
    /// - Parameters:
    ///   - minutes: Minutes of the hour, from 0 to 59.
    ///   - hours: Hours of the day, from 0 to 23.
    ///   - days: Days of the month, from 1 to 31.
    ///   - months: Months, from 1 to 12.
    ///   - weekdays: Days of the week.
    /// - Throws: A ``CronExpressionError`` for a list that is empty or has a value out of range; the error's range is
    ///   the value's position in it.
    public init(
        minutes: [Int]? = nil, hours: [Int]? = nil, days: [Int]? = nil, months: [Int]? = nil,
        weekdays: [Weekday]? = nil
    ) throws(CronExpressionError) {
        var fields = CronFields()
        fields.minute = try FieldSet(minutes, of: .minute)
        fields.hour = try FieldSet(hours, of: .hour)
        fields.dayOfMonth = try FieldSet(days, of: .dayOfMonth)
        fields.month = try FieldSet(months, of: .month)
        fields.dayOfWeek = try FieldSet(weekdays?.map(\.rawValue), of: .dayOfWeek)
        self.init(fields: fields)
    }
}

extension FieldSet {
    /// Creates a field from a list of its values.
    ///
    /// - Parameters:
    ///   - list: The values, or nil for `*`.
    ///   - field: The field.
    /// - Throws: A ``CronExpressionError`` if the list cannot be the field.
    fileprivate init(_ list: [Int]?, of field: CronExpressionError.Field) throws(CronExpressionError) {
        guard let list else {
            self = .star(field)
            return
        }
        guard !list.isEmpty else { throw .emptyList(field) }
        if let index = list.firstIndex(where: { !field.values.contains($0) }) {
            throw .outOfRange(list[index], at: index, field: field)
        }
        self.init(values: ValueSet(list))
    }
}

/// The six fields of an expression.
package struct CronFields: Hashable, Sendable {
    /// The seconds; 0 alone where the text does not write them.
    package var second = FieldSet(values: ValueSet(bits: 1))
    /// The minutes of the hour.
    package var minute = FieldSet()
    /// The hours of the day.
    package var hour = FieldSet()
    /// The days of the month.
    package var dayOfMonth = FieldSet()
    /// The months, from 1.
    package var month = FieldSet()
    /// The days of the week, Sunday as 0.
    package var dayOfWeek = FieldSet()

    /// Whether the schedule follows the local clock through a change, instead of firing once for each reading.
    package var isInterval: Bool { second.isStar || minute.isStar || hour.isStar }

    /// Whether a day must match both day fields, instead of either.
    package var daysMustMatchBoth: Bool { dayOfMonth.isStar || dayOfWeek.isStar }

    subscript(field: CronExpressionError.Field) -> FieldSet {
        get { self[keyPath: Self.keyPath(of: field)] }
        set { self[keyPath: Self.keyPath(of: field)] = newValue }
    }

    private static func keyPath(of field: CronExpressionError.Field) -> WritableKeyPath<CronFields, FieldSet> {
        switch field {
        case .second, .expression: \.second
        case .minute: \.minute
        case .hour: \.hour
        case .dayOfMonth: \.dayOfMonth
        case .month: \.month
        case .dayOfWeek: \.dayOfWeek
        }
    }
}

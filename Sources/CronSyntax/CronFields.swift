/// The six fields of an expression.
package struct CronFields: Hashable, Sendable {
    package var second = FieldSet(values: ValueSet(bits: 1))
    package var minute = FieldSet()
    package var hour = FieldSet()
    package var dayOfMonth = FieldSet()
    package var month = FieldSet()
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

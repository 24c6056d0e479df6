import CronSyntax
import SwiftTokens

/// The lists of `@Cron(minutes:hours:days:months:weekdays:)`, as far as they are literals.
struct CronLists {
    private typealias Field = CronExpressionError.Field

    private let lists: [CronExpressionError.Field: Expression]

    init(_ arguments: [Argument]) {
        let labeled = arguments.compactMap { argument -> (Field, Expression)? in
            let field = (argument.label?.text).flatMap { Self.fields[$0] }
            return argument.value.isNil ? nil : field.map { ($0, argument.value) }
        }
        self.lists = Dictionary(labeled) { first, _ in first }
    }

    private static let fields: [String: Field] = [
        "minutes": .minute, "hours": .hour, "days": .dayOfMonth, "months": .month, "weekdays": .dayOfWeek,
    ]

    /// Whether no list is given; the expression would mean every minute.
    var isEmpty: Bool {
        lists.isEmpty
    }

    /// Whether a list is given that contains something other than literals.
    func isUnread(_ field: CronExpressionError.Field) -> Bool {
        guard lists[field] != nil else { return false }
        return field == .dayOfWeek ? values(field, Self.weekday) == nil : numbers(field) == nil
    }

    /// A number that no list can hold, and its list's label.
    var overflow: (label: String, number: Expression)? {
        for (label, field) in Self.fields {
            let number = lists[field]?.elements?.first { abs($0.number ?? 0) >= 0x1p63 }
            if let number { return (label, number) }
        }
        return nil
    }

    /// The lists' meaning; a list that is not all literals counts as if it were left out.
    func expression() throws(CronExpressionError) -> CronExpression {
        try CronExpression(
            minutes: numbers(.minute), hours: numbers(.hour), days: numbers(.dayOfMonth), months: numbers(.month),
            weekdays: values(.dayOfWeek, Self.weekday)
        )
    }

    /// The list's range in the source.
    func range(of field: CronExpressionError.Field) -> Range<Int>? {
        lists[field]?.range
    }

    /// The range of the value that the error concerns, or of its list if it concerns no single value.
    func range(of error: CronExpressionError) -> Range<Int>? {
        guard let list = lists[error.field], let elements = list.elements, !error.range.isEmpty,
            error.range.lowerBound < elements.count
        else { return range(of: error.field) }
        return elements[error.range.lowerBound].range
    }

    private func numbers(_ field: Field) -> [Int]? {
        values(field) { $0.number.flatMap { Int(exactly: $0) } }
    }

    private func values<Value>(_ field: Field, _ value: (Expression) -> Value?) -> [Value]? {
        guard let elements = lists[field]?.elements else { return nil }
        let values = elements.compactMap(value)
        return values.count == elements.count ? values : nil
    }

    private static func weekday(_ expression: Expression) -> Weekday? {
        expression.member.flatMap { member in Weekday.allCases.first { "\($0)" == member.name } }
    }
}

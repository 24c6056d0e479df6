import CronSyntax
import PluginMessaging
import SwiftTokens

/// What `@Cron` asks of its schedule.
struct ScheduleRules {
    private let text: SourceSlice
    private let attribute: Attribute
    private let arguments: [Argument]
    private let options: OptionRules

    init(_ marked: MarkedFunction) {
        self.text = marked.use.attributeText
        self.attribute = marked.attribute
        self.arguments = marked.use.arguments
        self.options = OptionRules(marked.use, marked.attribute)
    }

    /// Checks the schedule and its options.
    ///
    /// - Returns: Warnings about what may not be intended.
    func check() throws(Refusal) -> [Diagnostic] {
        try options.checkTimeZone()
        try options.checkMember("missed")
        try options.checkMember("overlap")
        try options.checkNotNegative("jitter")
        if let expression = arguments.first, expression.label == nil {
            return try checkExpression(expression.value)
        }
        if let every = options.argument("every") {
            try checkInterval(every)
            return []
        }
        return try checkLists(CronLists(arguments))
    }

    private func checkLists(_ lists: CronLists) throws(Refusal) -> [Diagnostic] {
        if lists.isEmpty { throw Refusal(.noSchedule(text.place(attribute.range))) }
        if let (label, number) = lists.overflow {
            let place = text.place(number.range ?? attribute.range)
            throw Refusal(.outOfRange(label, place, allowed: "numbers of the calendar or the clock"))
        }
        let expression: CronExpression
        do throws(CronExpressionError) {
            expression = try lists.expression()
        } catch {
            let range = lists.range(of: error) ?? attribute.range
            throw Refusal(.invalidExpression(error.description, at: text.place(range), suggestion: nil))
        }
        // A list that was not parsed counts as left out, but we do not know which dates it would add or remove.
        guard ![.dayOfMonth, .month, .dayOfWeek].contains(where: lists.isUnread) else { return [] }
        let days = text.place(lists.range(of: .dayOfMonth) ?? attribute.range)
        if !expression.canFire { throw Refusal(.neverFires(days)) }
        return expression.calendarDoubt.map { [.unexpectedMeaning($0.description, at: days)] } ?? []
    }

    private func checkInterval(_ every: Expression) throws(Refusal) {
        guard let seconds = every.duration, seconds < 1, let range = every.range else { return }
        throw Refusal(.outOfRange("every", text.place(range), allowed: "at least a second"))
    }

    private func checkExpression(_ value: Expression) throws(Refusal) -> [Diagnostic] {
        let literal = try checkedLiteral(value)
        let warnings = try checkedWarnings(literal)
        if let never = warnings.first(where: { $0.kind == .neverFires }) {
            throw Refusal(.invalidExpression(never.description, at: place(literal, never.range), suggestion: nil))
        }
        return warnings.map { .unexpectedMeaning($0.description, at: place(literal, $0.range)) }
    }

    private func checkedLiteral(_ value: Expression) throws(Refusal) -> StringLiteral {
        let place = text.place(value.range ?? attribute.range)
        guard let token = value.stringToken else { throw Refusal(.expressionNotLiteral(place)) }
        do throws(StringLiteral.Problem) {
            return try StringLiteral(text.source, token)
        } catch {
            switch error {
            case .interpolation(let range): throw Refusal(.expressionNotLiteral(text.place(range)))
            case .malformed(let range): throw Refusal(.malformedLiteral(text.place(range)))
            }
        }
    }

    private func checkedWarnings(_ literal: StringLiteral) throws(Refusal) -> [CronWarning] {
        do throws(CronExpressionError) {
            return try CronExpression.check(literal.value).warnings
        } catch {
            let suggestion = error.suggestion.map { (place(literal, $0.range), $0.replacement) }
            let characters = place(literal, error.range)
            throw Refusal(.invalidExpression(error.description, at: characters, suggestion: suggestion))
        }
    }

    private func place(_ literal: StringLiteral, _ range: Range<Int>) -> Place {
        text.place(literal.sourceRange(of: range))
    }
}

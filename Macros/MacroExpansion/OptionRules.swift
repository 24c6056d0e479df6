import CronSyntax
import SwiftTokens

/// The checks of an attribute's literal arguments that both macros share; other arguments are checked at run time.
struct OptionRules {
    private let use: MacroUse
    private let attribute: Attribute

    init(_ use: MacroUse, _ attribute: Attribute) {
        self.use = use
        self.attribute = attribute
    }

    private func place(_ expression: Expression) -> Place {
        use.attributeText.place(expression.range ?? attribute.range)
    }

    func argument(_ label: String) -> Expression? {
        use.arguments.first { $0.label?.text == label }?.value
    }

    /// The name under which tasks are stored, if the attribute gives one.
    func checkedName() throws(Refusal) -> String? {
        guard let value = argument("name"), !value.isNil else { return nil }
        guard let token = value.stringToken else { throw Refusal(.nameNotLiteral(place(value))) }
        guard let literal = try? StringLiteral(use.attributeText.source, token) else {
            throw Refusal(.nameNotLiteral(place(value)))
        }
        try checkText("name", literal.value, place(value))
        return literal.value
    }

    /// The options that both macros have.
    func checkCommon() throws(Refusal) {
        try checkWholeNumber("retries")
        try checkDuration("timeout")
        try checkName(of: "queue")
        try checkBackoff()
    }

    /// A number that may be zero.
    func checkNumber(_ label: String) throws(Refusal) {
        guard let value = argument(label), let number = value.number, number < 0 else { return }
        throw Refusal(.outOfRange(label, place(value), allowed: "0 or more"))
    }

    /// A whole number that may be zero.
    func checkWholeNumber(_ label: String) throws(Refusal) {
        try checkNumber(label)
        guard let value = argument(label), let number = value.number, number >= 0x1p63 else { return }
        throw Refusal(.outOfRange(label, place(value), allowed: "at most \(Int.max)"))
    }

    /// A span of time that must be positive.
    func checkDuration(_ label: String) throws(Refusal) {
        guard let value = argument(label), let seconds = value.duration, seconds <= 0 else { return }
        throw Refusal(.outOfRange(label, place(value), allowed: "longer than zero"))
    }

    /// A span of time that may be zero.
    func checkNotNegative(_ label: String) throws(Refusal) {
        guard let value = argument(label), let seconds = value.duration, seconds < 0 else { return }
        throw Refusal(.outOfRange(label, place(value), allowed: "zero or longer"))
    }

    private func checkName(of label: String) throws(Refusal) {
        guard let value = argument(label), let token = value.stringToken,
            let literal = try? StringLiteral(use.attributeText.source, token)
        else { return }
        try checkText(label, literal.value, place(value))
    }

    /// A name that people use, in the command line as well.
    private func checkText(_ label: String, _ text: String, _ place: Place) throws(Refusal) {
        if text.isEmpty { throw Refusal(.empty(label, place)) }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw Refusal(.controlCharacter(label, place))
        }
    }

    private func checkBackoff() throws(Refusal) {
        guard let member = argument("backoff")?.member else { return }
        for argument in member.arguments.flatMap({ $0.value.elements ?? [$0.value] }) {
            guard let seconds = argument.duration, seconds < 0 else { continue }
            throw Refusal(.outOfRange("backoff", place(argument), allowed: "zero or longer"))
        }
    }

    /// `unique: .for(…)`, `missed: .runOnce(within:)` and the like: the member's argument must be positive.
    func checkMember(_ label: String) throws(Refusal) {
        guard let member = argument(label)?.member else { return }
        for argument in member.arguments {
            if let seconds = argument.value.duration, seconds <= 0 {
                throw Refusal(.outOfRange(label, place(argument.value), allowed: "longer than zero"))
            }
            if let number = argument.value.number, number < 1 {
                throw Refusal(.outOfRange(label, place(argument.value), allowed: "1 or more"))
            }
        }
    }

    /// A time zone that this machine knows.
    func checkTimeZone() throws(Refusal) {
        guard let value = argument("timeZone"), let token = value.stringToken,
            let literal = try? StringLiteral(use.attributeText.source, token)
        else { return }
        if literal.value.isEmpty { throw Refusal(.empty("timeZone", place(value))) }
        if ZoneName.zone(named: literal.value) != nil { return }
        let name = use.attributeText.place(literal.sourceRange(of: 0..<literal.value.utf8.count))
        throw Refusal(.unknownTimeZone(name, suggestions: ZoneName.suggestions(for: literal.value)))
    }
}

extension Expression {
    /// Whether it is `nil`, or `.none`.
    var isNil: Bool {
        if let member { return member.name == "none" && member.arguments.isEmpty }
        return tokens.count == 1 && range.map { source.isText($0, "nil") } ?? false
    }

    /// The seconds of a literal `Duration` such as `.milliseconds(20)`.
    var duration: Double? {
        guard let member else { return nil }
        if member.name == "zero" { return 0 }
        guard let unit = Self.units[member.name], let number = member.arguments.first?.value.number else { return nil }
        return number * unit
    }

    private static let units = ["seconds": 1, "milliseconds": 1e-3, "microseconds": 1e-6, "nanoseconds": 1e-9]
}

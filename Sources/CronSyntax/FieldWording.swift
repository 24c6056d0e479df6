/// How fields and their values are spelled in messages.
extension CronExpressionError.Field {
    /// The values that are allowed in the field, in words.
    var expectation: String {
        let numbers = "\(bounds.lowerBound) to \(bounds.upperBound)"
        guard let first = names.first, let last = names.last else { return numbers }
        return "\(numbers) or \(first) to \(last)"
    }

    /// The spelling of a number, or of its name.
    func spelling(of number: Int, asName: Bool) -> String {
        asName && !names.isEmpty ? names[canonical(number) - values.lowerBound] : String(number)
    }

    /// The names in full, in the order of ``names``.
    private var fullNames: [String] {
        switch self {
        case .month: values.map { EnglishNames.month($0).uppercased() }
        case .dayOfWeek: values.map { EnglishNames.weekday($0).uppercased() }
        default: []
        }
    }

    /// The name that a longer or misspelled word probably means.
    ///
    /// - Parameter word: The word as written.
    /// - Returns: The name, or nil if none or more than one is near.
    func name(near word: String) -> String? {
        let word = word.uppercased()
        guard word.utf8.count > 1 else { return nil }
        let candidates = zip(names, fullNames)
        if word.utf8.count > 2, let name = candidates.first(where: { $1.hasPrefix(word) })?.0 { return name }
        let near = candidates.filter { short, full in
            editDistance(word, short, limit: 1) != nil || editDistance(word, full, limit: 2) != nil
        }
        return near.count == 1 ? near.first?.0 : nil
    }

    /// Writes a range that wraps around as ranges that do not.
    func ranges(wrappingFrom low: FieldValue, to high: FieldValue, in text: CronText) -> String {
        let asNames = low.isName || high.isName
        // Sunday ends the week as 7, so the second range of weekdays begins on Monday.
        let restart = self == .dayOfWeek ? 1 : bounds.lowerBound
        let end = spelling(of: bounds.upperBound, asName: asNames)
        var ranges = [text.string(low.range)]
        if low.number < bounds.upperBound { ranges[0] += "-" + end }
        if high.number == restart { ranges.append(text.string(high.range)) }
        if high.number > restart {
            ranges.append(spelling(of: restart, asName: asNames) + "-" + text.string(high.range))
        }
        return ranges.joined(separator: ",")
    }
}

/// A word that has a meaning elsewhere in an expression.
struct MisplacedWord {
    private let word: String
    private let field: CronExpressionError.Field

    init(_ word: String, in field: CronExpressionError.Field) {
        self.word = word
        self.field = field
    }

    /// The second half of a message, or nil if the word has no meaning anywhere.
    var explanation: String? {
        if field != .month, CronExpressionError.Field.month.number(named: word) != nil {
            return "is a month, expected \(field.expectation)"
        }
        if field != .dayOfWeek, CronExpressionError.Field.dayOfWeek.number(named: word) != nil {
            return "is a day of the week, expected \(field.expectation)"
        }
        if word.hasPrefix("L"), field == .dayOfMonth { return "is out of place, 'L' and 'LW' stand alone" }
        if word == "L", field == .dayOfWeek { return "needs a weekday in front of it, as in '5L' or 'FRIL'" }
        return selectorExplanation
    }

    private var selectorExplanation: String? {
        guard let last = word.last else { return nil }
        let subject = String(word.dropLast())
        let isWeekday = CronExpressionError.Field.dayOfWeek.number(named: subject) != nil
        guard isWeekday || subject.allSatisfy({ $0.isNumber || $0 == "L" }) else { return nil }
        switch (last, field) {
        case ("L", .dayOfWeek): return word.count > 1 ? "stands alone, without range or step" : nil
        case ("W", .dayOfMonth): return word.count > 1 && !isWeekday ? "stands alone, without range or step" : nil
        case ("L", _) where isWeekday, ("L", .dayOfMonth): return "is out of place, it belongs in day-of-week"
        case ("L", _): return "is out of place, 'L' belongs in a day field"
        case ("W", _): return "is out of place, 'W' belongs in day-of-month"
        default: return nil
        }
    }
}

/// A `CRON_TZ=…` or `TZ=…` in front of an expression, as crontab files have it.
struct TimeZonePrefix {
    /// Where the prefix is, up to the next blank.
    let range: Range<Int>

    /// The time zone that it names.
    let zone: String

    init?(startingAt word: Range<Int>, in text: CronText) {
        let rest = text.bytes[word.lowerBound...].prefix { !$0.isBlank }
        let parts = rest.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["CRON_TZ", "TZ"].contains(String(decoding: parts[0], as: UTF8.self).uppercased())
        else {
            return nil
        }
        range = rest.startIndex..<rest.endIndex
        zone = String(decoding: parts[1].prefix(64), as: UTF8.self)
    }
}

/// Parses an expression: nicknames, the number of fields, and each field from left to right.
///
/// The parser is total and linear: any text gives fields or an error, and each byte is examined a few times at most.
struct CronParser {
    private let text: CronText

    /// Warnings about text that is accepted but probably not meant, in the order in which it was parsed.
    private(set) var warnings: [CronWarning] = []

    /// Where each of the six fields is, an empty range for an absent second field, or nil for a nickname.
    private(set) var ranges: [Range<Int>]?

    init(_ text: String) {
        self.text = CronText(text)
    }

    /// Parses the text.
    ///
    /// - Returns: The fields.
    /// - Throws: An error about the first wrong field.
    mutating func parse() throws(CronExpressionError) -> CronFields {
        do throws(CronExpressionError) {
            return try read()
        } catch {
            throw error.checked(in: text)
        }
    }

    /// Parses the text; an error may propose a text that would itself be refused.
    mutating func read() throws(CronExpressionError) -> CronFields {
        let words = text.words()
        if let first = words.first, text[first.lowerBound] == Ascii.at { return try nickname(words) }
        if let torn = TornField(words, in: text) { throw .blankInField(torn, in: text) }
        guard words.count == 5 || words.count == 6 else { throw .wrongNumberOfFields(words, in: text) }
        let optionalSecond = words.count == 5 ? [words[0].lowerBound..<words[0].lowerBound] : []
        let ranges = optionalSecond + words
        self.ranges = ranges
        var fields = CronFields()
        for (field, range) in zip(CronExpressionError.Field.written, ranges) where !range.isEmpty {
            var parser = FieldParser(field, at: range, of: text)
            fields[field] = try parser.parse()
            warnings += parser.warnings
        }
        return fields
    }

    private func nickname(_ words: [Range<Int>]) throws(CronExpressionError) -> CronFields {
        guard let fields = Nickname(rawValue: text.string(words[0]))?.fields else {
            throw .unknownNickname(words, in: text)
        }
        guard words.count == 1 else { throw .textAfterNickname(words, in: text) }
        return fields
    }
}

/// The names that stand for whole expressions.
enum Nickname: String, CaseIterable {
    case yearly = "@yearly"
    case annually = "@annually"
    case monthly = "@monthly"
    case weekly = "@weekly"
    case daily = "@daily"
    case midnight = "@midnight"
    case hourly = "@hourly"

    var fields: CronFields {
        var fields = CronFields()
        fields.minute.values = [0]
        fields.hour = self == .hourly ? .star(.hour) : FieldSet(values: [0])
        let isYearly = self == .yearly || self == .annually
        fields.dayOfMonth = isYearly || self == .monthly ? FieldSet(values: [1]) : .star(.dayOfMonth)
        fields.month = isYearly ? FieldSet(values: [1]) : .star(.month)
        fields.dayOfWeek = self == .weekly ? FieldSet(values: [0]) : .star(.dayOfWeek)
        return fields
    }
}

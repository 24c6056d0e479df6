/// The refusals of a field.
///
/// Each is a sentence of one pattern: the field, the text in quotes, what is wrong with it, what is allowed or was
/// probably meant. An error suggests a replacement only if no other meaning is likely.
extension CronExpressionError {
    /// Creates an error with a suggestion for exactly the failing characters.
    private init(_ field: Field, _ range: Range<Int>, _ sentence: String, meant: String? = nil) {
        self.init(
            field: field,
            range: range,
            description: sentence,
            proposal: meant.map { "did you mean '\($0)'?" },
            suggestion: meant.map { Suggestion(range: range, replacement: $0) }
        )
    }

    static func outOfRange(
        _ range: Range<Int>, number: Int, as role: FieldValue.Role, field: Field, in text: CronText
    ) -> Self {
        let sentence = "\(field.rawValue) \(text.quoted(range)) is out of range, expected \(field.expectation)"
        let isOneTooMany = field.bounds.lowerBound == 0 && field != .dayOfWeek && number == field.bounds.upperBound + 1
        let meant = role == .rangeEnd ? field.bounds.upperBound : field.bounds.lowerBound
        return Self(field, range, sentence, meant: isOneTooMany ? String(meant) : nil)
    }

    static func notAValue(_ word: Range<Int>, field: Field, in text: CronText) -> Self {
        if let prefix = TimeZonePrefix(startingAt: word, in: text) { return .timeZonePrefix(prefix, field: field) }
        if let sentence = MisplacedWord(text.string(word), in: field).explanation {
            return Self(field, word, "\(field.rawValue) \(text.quoted(word)) \(sentence)")
        }
        let problem = field.names.isEmpty ? "is not a number" : "is no number or name"
        return Self(
            field, word, "\(field.rawValue) \(text.quoted(word)) \(problem), expected \(field.expectation)",
            meant: field.name(near: text.string(word))
        )
    }

    static func unexpectedCharacter(at position: Int, item: Range<Int>, field: Field, in text: CronText) -> Self {
        let range = text.scalar(at: position)
        let sentence = "unexpected \(text.quoted(range)) in \(field.rawValue)"
        if text[position] == Ascii.questionMark, position == item.lowerBound {
            return Self(field, range, sentence, meant: "*")
        }
        if text[position] == Ascii.hash, field != .dayOfWeek {
            return Self(field, range, "\(sentence), '#' belongs in day-of-week")
        }
        if let blank = text.wrongBlank(at: position) { return .wrongBlank(blank, field: field, in: text) }
        if let meant = text.lookAlike(at: position) { return Self(field, range, sentence, meant: meant) }
        let isAfterValue = position > item.lowerBound && text[position - 1] != Ascii.hyphen
        let before = text.quoted(item.lowerBound..<position)
        return Self(
            field, range, "\(sentence), expected \(isAfterValue ? "nothing after \(before)" : field.expectation)")
    }

    static func wrongBlank(_ range: Range<Int>, field: Field, in text: CronText) -> Self {
        Self(
            field: field,
            range: range,
            description: "unexpected \(text.quoted(range)) in \(field.rawValue), only spaces and tabs separate fields",
            suggestion: Suggestion(range: range, replacement: " ")
        )
    }

    static func emptyItem(at position: Int, of range: Range<Int>, field: Field, in text: CronText) -> Self {
        let comma = position > range.lowerBound ? position - 1 : position
        let hasItems = text.bytes[range].contains { $0 != Ascii.comma }
        return Self(
            field: field,
            range: comma..<(comma + 1),
            description: "\(field.rawValue) \(text.quoted(range)) has an empty list item",
            suggestion: hasItems ? Suggestion(range: comma..<(comma + 1), replacement: "") : nil
        )
    }

    static func textAfterStar(at position: Int, item: Range<Int>, field: Field, in text: CronText) -> Self {
        let rest = position..<item.upperBound
        guard text.isPositiveNumber(rest) else {
            return .unexpectedCharacter(at: position, item: item, field: field, in: text)
        }
        let step = "/" + text.string(rest)
        return Self(
            field: field,
            range: rest,
            description: "unexpected \(text.quoted(rest)) after '*' in \(field.rawValue)",
            proposal: "did you mean '*\(step)'?",
            suggestion: Suggestion(range: rest, replacement: step)
        )
    }

    static func lowerCaseSelector(_ range: Range<Int>, field: Field, in text: CronText) -> Self {
        let meant = text.string(range).uppercased()
        return Self(field, range, "\(field.rawValue) \(text.quoted(range)) must be in upper case", meant: meant)
    }

    static func workdayInList(_ item: Range<Int>, in text: CronText) -> Self {
        Self(.dayOfMonth, item, "day-of-month \(text.quoted(item)) must be the only item, it cannot be in a list")
    }

    static func missingOccurrence(_ hash: Int, field: Field, in text: CronText) -> Self {
        Self(field, hash..<(hash + 1), "\(field.rawValue) has nothing after '#', expected 1 to 5 or 'L'")
    }

    static func invalidOccurrence(_ range: Range<Int>, field: Field, in text: CronText) -> Self {
        let sentence = "\(field.rawValue) occurrence \(text.quoted(range)) is out of range, expected 1 to 5 or 'L'"
        return Self(field, range, sentence)
    }
}

// MARK: - Ranges and steps

extension CronExpressionError {
    static func rangeWithoutEnd(_ item: Range<Int>, at hyphen: Int, field: Field, in text: CronText) -> Self {
        Self(field, hyphen..<(hyphen + 1), "\(field.rawValue) range \(text.quoted(item)) has no end")
    }

    static func backwardRange(
        from low: FieldValue, to high: FieldValue, item: Range<Int>, field: Field, in text: CronText
    ) -> Self {
        let range = low.range.lowerBound..<high.range.upperBound
        let sentence = "\(field.rawValue) range \(text.quoted(range)) runs backwards"
        // After the wrap, the step would have to continue counting from the end of the first range.
        guard high.range.upperBound == item.upperBound else {
            return Self(field, range, "\(sentence), write it as two ranges")
        }
        return Self(field, range, sentence, meant: field.ranges(wrappingFrom: low, to: high, in: text))
    }

    static func stepAfterSingleValue(
        _ value: FieldValue, item: Range<Int>, field: Field, in text: CronText
    ) -> Self {
        let sentence = "\(field.rawValue) \(text.quoted(item)) has a step after a single value"
        let step = (value.range.upperBound + 1)..<item.upperBound
        guard text.isPositiveNumber(step), value.number < field.values.upperBound else {
            return Self(field, item, sentence)
        }
        let every = "*/" + text.string(step)
        guard value.number > field.values.lowerBound else { return Self(field, item, sentence, meant: every) }
        let end = field.spelling(of: field.values.upperBound, asName: value.isName)
        let fromValue = "\(text.string(value.range))-\(end)/\(text.string(step))"
        return Self(
            field: field,
            range: item,
            description: sentence,
            proposal: "did you mean '\(fromValue)', or '\(every)'?",
            suggestion: Suggestion(range: item, replacement: fromValue)
        )
    }

    static func missingStep(at slash: Int, item: Range<Int>, field: Field, in text: CronText) -> Self {
        Self(field, slash..<(slash + 1), "\(field.rawValue) \(text.quoted(item)) has no step after '/'")
    }

    static func invalidStep(_ range: Range<Int>, field: Field, in text: CronText) -> Self {
        Self(field, range, "\(field.rawValue) step \(text.quoted(range)) is not a number")
    }

    static func zeroStep(_ range: Range<Int>, field: Field, in text: CronText) -> Self {
        Self(field, range, "\(field.rawValue) step \(text.quoted(range)) is out of range, expected 1 or more")
    }
}

// MARK: - Keyword lists

extension CronExpressionError {
    static func emptyList(_ field: Field) -> Self {
        Self(field, 0..<0, "\(field.rawValue) list is empty, leave it out for every \(field.rawValue)")
    }

    static func outOfRange(_ value: Int, at index: Int, field: Field) -> Self {
        let expectation = "\(field.values.lowerBound) to \(field.values.upperBound)"
        return Self(
            field, index..<(index + 1), "\(field.rawValue) '\(value)' is out of range, expected \(expectation)"
        )
    }
}

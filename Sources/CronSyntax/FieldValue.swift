/// A number or a name in a field.
struct FieldValue {
    /// A value's position in an item.
    enum Role {
        case single
        case rangeEnd
    }

    let number: Int

    /// The range of the word.
    let range: Range<Int>

    /// Whether it is written as a name.
    let isName: Bool

    /// Parses a word.
    ///
    /// - Parameters:
    ///   - word: The word's range.
    ///   - role: Its position in the item. `SUN` at the end of a range is 7, so that `FRI-SUN` is not empty.
    ///   - field: The field it belongs to.
    ///   - text: The expression.
    /// - Throws: An error, if the word is not a value of the field.
    init(
        _ word: Range<Int>, as role: Role, in field: CronExpressionError.Field, of text: CronText
    ) throws(CronExpressionError) {
        range = word
        if text.bytes[word].allSatisfy(\.isDigit) {
            number = text.number(word)
            isName = false
            guard field.bounds.contains(number) else {
                throw .outOfRange(word, number: number, as: role, field: field, in: text)
            }
        } else {
            guard let named = field.number(named: text.string(word)) else {
                throw .notAValue(word, field: field, in: text)
            }
            let endsWeek = field == .dayOfWeek && role == .rangeEnd && named == 0
            number = endsWeek ? 7 : named
            isName = true
        }
    }

    /// The member that represents the value in a set.
    func canonical(in field: CronExpressionError.Field) -> Int { field.canonical(number) }
}

extension CronExpressionError.Field {
    /// The member that represents a number in a set: Sunday is 0, also if it is written as 7.
    func canonical(_ number: Int) -> Int {
        self == .dayOfWeek ? number % 7 : number
    }
}

extension CronText {
    /// The range of a word that begins at a position; empty if none does.
    ///
    /// Letters of other scripts are part of words, so that a message can quote all of `Jän`; characters that look like
    /// cron's own are not.
    func word(at start: Int, before limit: Int) -> Range<Int> {
        var end = start
        while end < limit {
            if bytes[end].isWordPart {
                end += 1
            } else {
                guard let letter = foreignLetter(at: end) else { break }
                end = letter.upperBound
            }
        }
        return start..<end
    }

    private func foreignLetter(at position: Int) -> Range<Int>? {
        guard bytes[position] >= 0x80 else { return nil }
        let range = scalar(at: position)
        guard let letter = string(range).unicodeScalars.first, letter.properties.isAlphabetic,
            LookAlike.replacement(for: letter) == nil
        else { return nil }
        return range
    }

    /// Whether a range is a number above 0.
    func isPositiveNumber(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy(\.isDigit) && number(range) > 0
    }

    /// The number at a range of digits, or a large one if it is too large to matter.
    func number(_ digits: Range<Int>) -> Int {
        bytes[digits].reduce(0) { Swift.min(10 * $0 + Int($1 - Ascii.zero), 1_000_000) }
    }
}

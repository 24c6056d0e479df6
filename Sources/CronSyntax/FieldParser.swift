/// Parses one field of an expression.
///
/// ```
/// field = item ("," item)*
/// item  = "*" ["/" step] | value | value "-" value ["/" step] | selector
/// ```
///
/// where a selector is an item that only the day fields have (`L`, `LW`, `15W`, `FRIL`, `FRI#2`). Items are separated
/// first and then parsed on their own, so a message never spans a comma.
struct FieldParser {
    private typealias Failure = CronExpressionError

    private let field: CronExpressionError.Field
    private let text: CronText
    private let range: Range<Int>

    /// The values parsed so far.
    private var set = FieldSet()

    /// The item being parsed; everything before `cursor` is done.
    private var item: Range<Int>
    private var cursor: Int

    /// Warnings about text that is accepted but probably not meant.
    private(set) var warnings: [CronWarning] = []

    init(_ field: CronExpressionError.Field, at range: Range<Int>, of text: CronText) {
        self.field = field
        self.text = text
        self.range = range
        item = range.lowerBound..<range.lowerBound
        cursor = range.lowerBound
    }

    /// Parses the field.
    ///
    /// - Returns: The values that the field selects.
    /// - Throws: An error about the first wrong item.
    mutating func parse() throws(CronExpressionError) -> FieldSet {
        set.isStar = text[range.lowerBound] == Ascii.star
        while true {
            startItem()
            try parseItem()
            guard item.upperBound < range.upperBound else { return set }
            cursor = item.upperBound + 1
        }
    }

    private mutating func startItem() {
        var end = cursor
        while end < range.upperBound, text[end] != Ascii.comma { end += 1 }
        item = cursor..<end
    }

    private mutating func parseItem() throws(CronExpressionError) {
        guard !item.isEmpty else { throw .emptyItem(at: cursor, of: range, field: field, in: text) }
        if text[cursor] == Ascii.star { return try parseStar() }
        if try parseSelector() { return }
        let low = try parseValue(as: .single)
        switch nextByte {
        case Ascii.hyphen: try parseRange(from: low)
        case Ascii.slash: throw .stepAfterSingleValue(low, item: item, field: field, in: text)
        case nil: set.values.insert(low.canonical(in: field))
        default: throw unexpected()
        }
    }

    private mutating func parseStar() throws(CronExpressionError) {
        cursor += 1
        switch nextByte {
        case nil:
            set.values = set.values.union(field.all)
            if item != range { warn(.starInList(item, field: field)) }
        case Ascii.slash:
            let step = try parseStep()
            set.values = set.values.union(field.every(step))
            warnAboutStep(step, from: field.values.lowerBound, through: field.values.upperBound)
            if item.lowerBound > range.lowerBound { warn(.stepNotFirst(item, field: field, in: text)) }
        default:
            throw .textAfterStar(at: cursor, item: item, field: field, in: text)
        }
    }

    private mutating func parseRange(from low: FieldValue) throws(CronExpressionError) {
        let hyphen = cursor
        cursor += 1
        guard nextByte != nil else { throw .rangeWithoutEnd(item, at: hyphen, field: field, in: text) }
        let high = try parseValue(as: .rangeEnd)
        guard low.number <= high.number else {
            throw .backwardRange(from: low, to: high, item: item, field: field, in: text)
        }
        var step = 1
        if nextByte == Ascii.slash {
            step = try parseStep()
            warnAboutStep(step, from: low.number, through: high.number)
        }
        guard nextByte == nil else { throw unexpected() }
        for number in stride(from: low.number, through: high.number, by: step) {
            set.values.insert(field.canonical(number))
        }
    }

    /// Parses the step after a slash, which is the rest of the item.
    private mutating func parseStep() throws(CronExpressionError) -> Int {
        let digits = (cursor + 1)..<item.upperBound
        guard !digits.isEmpty else { throw .missingStep(at: cursor, item: item, field: field, in: text) }
        guard text.bytes[digits].allSatisfy(\.isDigit) else { throw .invalidStep(digits, field: field, in: text) }
        let step = text.number(digits)
        guard step > 0 else { throw .zeroStep(digits, field: field, in: text) }
        cursor = item.upperBound
        return step
    }

    private mutating func warnAboutStep(_ step: Int, from low: Int, through high: Int) {
        guard low < high, step > high - low else { return }
        warn(.stepTooWide(item, only: low, field: field, in: text))
    }

    /// Warns once a field: the same doubt about thousands of items is one mistake.
    private mutating func warn(_ warning: CronWarning) {
        if !warnings.contains(where: { $0.kind == warning.kind }) { warnings.append(warning) }
    }

    /// Parses a number or a name.
    private mutating func parseValue(as role: FieldValue.Role) throws(CronExpressionError) -> FieldValue {
        let word = text.word(at: cursor, before: item.upperBound)
        guard !word.isEmpty else { throw unexpected() }
        let value = try FieldValue(word, as: role, in: field, of: text)
        cursor = word.upperBound
        return value
    }

    /// Parses a selector that only the day fields have.
    ///
    /// - Returns: Whether the item is such a selector. If not, nothing has been consumed.
    private mutating func parseSelector() throws(CronExpressionError) -> Bool {
        let selector = DaySelector(item, isOnlyItem: item == range, field: field, text: text)
        guard let member = try selector.parse() else { return false }
        set.values.insert(member)
        return true
    }

    /// The next byte of the item, or nil at its end.
    private var nextByte: UInt8? { cursor < item.upperBound ? text[cursor] : nil }

    private func unexpected() -> CronExpressionError {
        .unexpectedCharacter(at: cursor, item: item, field: field, in: text)
    }
}

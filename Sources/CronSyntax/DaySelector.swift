/// Parses the items that only the day fields have: `L`, `LW` and `15W` in day-of-month, `FRIL`, `FRI#L` and `FRI#2` in
/// day-of-week.
struct DaySelector {
    private let item: Range<Int>
    private let isOnlyItem: Bool
    private let field: CronExpressionError.Field
    private let text: CronText

    init(_ item: Range<Int>, isOnlyItem: Bool, field: CronExpressionError.Field, text: CronText) {
        self.item = item
        self.isOnlyItem = isOnlyItem
        self.field = field
        self.text = text
    }

    /// Parses the item.
    ///
    /// - Returns: The member that represents it in a ``FieldSet``, or nil if it is not a selector.
    /// - Throws: An error, if the item has the shape of a selector of this field but is invalid.
    func parse() throws(CronExpressionError) -> Int? {
        switch field {
        case .dayOfMonth: try dayOfMonth()
        case .dayOfWeek: try dayOfWeek()
        default: nil
        }
    }

    private func dayOfMonth() throws(CronExpressionError) -> Int? {
        switch text.string(item) {
        case "L": return FieldSet.lastDay
        case "LW": return FieldSet.lastWorkday
        case let other where ["l", "lw"].contains(other.lowercased()):
            throw .lowerCaseSelector(item, field: field, in: text)
        default: break
        }
        guard let day = value(before: Ascii.w) else { return nil }
        let value = try FieldValue(day, as: .single, in: field, of: text)
        try requireUpperCase(day.upperBound)
        guard isOnlyItem else { throw .workdayInList(item, in: text) }
        return FieldSet.workday(nearest: value.number)
    }

    private func dayOfWeek() throws(CronExpressionError) -> Int? {
        if let hash = text.bytes[item].firstIndex(of: Ascii.hash) { return try occurrence(at: hash) }
        guard let weekday = value(before: Ascii.l) else { return nil }
        let value = try FieldValue(weekday, as: .single, in: field, of: text)
        try requireUpperCase(weekday.upperBound)
        return FieldSet.weekday(value.canonical(in: field), occurrence: FieldSet.lastOccurrence)
    }

    /// Parses an item with a `#` in it.
    private func occurrence(at hash: Int) throws(CronExpressionError) -> Int? {
        // An error before the `#` is reported as for plain values.
        let word = text.word(at: item.lowerBound, before: hash)
        guard !word.isEmpty, word.upperBound == hash else { return nil }
        let weekday = try FieldValue(word, as: .single, in: field, of: text).canonical(in: field)
        let written = (hash + 1)..<item.upperBound
        switch text.string(written) {
        case "L": return FieldSet.weekday(weekday, occurrence: FieldSet.lastOccurrence)
        case "l": throw .lowerCaseSelector(written, field: field, in: text)
        default: break
        }
        guard !written.isEmpty else { throw .missingOccurrence(hash, field: field, in: text) }
        guard text.bytes[written].allSatisfy(\.isDigit), (1...5).contains(text.number(written)) else {
            throw .invalidOccurrence(written, field: field, in: text)
        }
        return FieldSet.weekday(weekday, occurrence: text.number(written))
    }

    /// Finds the number or name in front of a letter, in either case, that ends the item.
    private func value(before letter: UInt8) -> Range<Int>? {
        let range = item.lowerBound..<(item.upperBound - 1)
        guard !range.isEmpty, text[range.upperBound] | 0x20 == letter else { return nil }
        let isNumber = text.bytes[range].allSatisfy(\.isDigit)
        return isNumber || field.number(named: text.string(range)) != nil ? range : nil
    }

    private func requireUpperCase(_ position: Int) throws(CronExpressionError) {
        guard text[position] & 0x20 == 0 else {
            throw .lowerCaseSelector(position..<(position + 1), field: field, in: text)
        }
    }
}

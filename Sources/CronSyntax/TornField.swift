/// A field with blanks in it, as in `MON, FRI` or `1 - 5`: each piece would count as a field.
///
/// Three things must hold: a piece has a comma, hyphen or slash at an edge, where none is allowed; the number of fields
/// is right when the pieces are joined; and the joined text is a field. Otherwise the author's intention is unknown.
struct TornField {
    let field: CronExpressionError.Field
    /// The first blank.
    let blank: Range<Int>
    /// All pieces.
    let range: Range<Int>
    /// The pieces without blanks.
    let joined: String

    init?(_ words: [Range<Int>], in text: CronText) {
        var fields: [[Range<Int>]] = []
        for word in words {
            if let last = fields.last?.last, text.isTorn(between: last, and: word) {
                fields[fields.count - 1].append(word)
            } else {
                fields.append([word])
            }
        }
        let written = CronExpressionError.Field.written
        guard fields.count == 5 || fields.count == 6, let index = fields.firstIndex(where: { $0.count > 1 }) else {
            return nil
        }
        let pieces = fields[index]
        field = written[index + written.count - fields.count]
        blank = pieces[0].upperBound..<pieces[1].lowerBound
        range = pieces[0].lowerBound..<pieces[pieces.count - 1].upperBound
        joined = pieces.map(text.string).joined()
        guard field.accepts(joined) else { return nil }
    }
}

extension CronExpressionError.Field {
    fileprivate func accepts(_ joined: String) -> Bool {
        let text = CronText(joined)
        var parser = FieldParser(self, at: 0..<text.bytes.count, of: text)
        return (try? parser.parse()) != nil
    }
}

extension CronText {
    fileprivate func isTorn(between left: Range<Int>, and right: Range<Int>) -> Bool {
        let marks = [Ascii.comma, Ascii.hyphen, Ascii.slash]
        return marks.contains(bytes[left.upperBound - 1]) || marks.contains(bytes[right.lowerBound])
    }
}

extension CronExpressionError {
    static func blankInField(_ torn: TornField, in text: CronText) -> Self {
        Self(
            field: torn.field, range: torn.blank,
            description: "\(torn.field.rawValue) \(text.quoted(torn.range)) has a blank in it, which separates fields",
            proposal: "did you mean '\(torn.joined)'?",
            suggestion: Suggestion(range: torn.range, replacement: torn.joined)
        )
    }
}

/// A doubt about an expression that is accepted but probably does not mean what its author wants.
package struct CronWarning: Hashable, Sendable, CustomStringConvertible {
    /// The subject of a doubt.
    package enum Kind: Hashable, Sendable {
        /// No date matches, ever.
        case neverFires
        /// Some of the months that the schedule selects have no matching date.
        case skipsMonths
        /// Dates match in leap years only.
        case leapYearsOnly
        /// One day field is restricted and begins with a star, so that it narrows the other one.
        case starredDay
        /// A step is so wide that it selects a single value.
        case stepTooWide
        /// A `*` has other items beside it.
        case starInList
        /// A `*/n` comes after another item, where its star has no effect.
        case starNotFirst
    }

    package let kind: Kind

    /// The characters in doubt, in UTF-8 offsets from the beginning of the text.
    package let range: Range<Int>

    /// The doubt, in one sentence.
    package let description: String

    init(_ kind: Kind, _ range: Range<Int>, _ description: String) {
        self.kind = kind
        self.range = range
        self.description = description
    }
}

/// The doubts about one field.
extension CronWarning {
    static func starInList(_ item: Range<Int>, field: CronExpressionError.Field) -> Self {
        Self(.starInList, item, "'*' already stands for every \(field.rawValue), the rest of the list has no effect")
    }

    static func stepNotFirst(_ item: Range<Int>, field: CronExpressionError.Field, in text: CronText) -> Self {
        let sentence = "\(text.quoted(item)) is not at the beginning of \(field.rawValue), so its star has no effect"
        return Self(.starNotFirst, item, "\(sentence) on clock changes and day fields; write it first")
    }

    static func stepTooWide(
        _ item: Range<Int>, only value: Int, field: CronExpressionError.Field, in text: CronText
    ) -> Self {
        let sentence = "\(field.rawValue) \(text.quoted(item)) has a step wider than its range"
        return Self(.stepTooWide, item, "\(sentence), it selects \(value) only")
    }
}

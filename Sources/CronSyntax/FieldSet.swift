/// The values that one field of an expression selects, and whether its text began with `*`.
///
/// The star is kept beside the values, because it decides how the two day fields combine and what happens when the
/// clocks change: `*/15` and `0,15,30,45` select the same minutes and are still different fields.
///
/// In the fields for seconds, minutes, hours and months, bit `n` represents the value `n`. The day fields need more
/// than plain values, and 64 bits hold all of it:
///
/// | field        | bits                                                                                      |
/// | ------------ | ----------------------------------------------------------------------------------------- |
/// | day-of-month | `d` for day d, 0 for `L`, 32 for `LW`, 32 + d for `dW`                                    |
/// | day-of-week  | `w` for weekday w (0 is Sunday), 8n + w for `w#n` with n from 1 to 5, 48 + w for `wL`     |
package struct FieldSet: Hashable, Sendable {
    /// The selected values, as the table above says.
    package var values: ValueSet
    var isStar: Bool

    /// The selector of `L` in day-of-month.
    package static let lastDay = 0

    /// The selector of `LW` in day-of-month.
    package static let lastWorkday = 32

    /// The selector of `dW` in day-of-month.
    package static func workday(nearest day: Int) -> Int { 32 + day }

    /// The selector of `w#n` in day-of-week, where n may be ``lastOccurrence``.
    static func weekday(_ weekday: Int, occurrence: Int) -> Int { 8 * occurrence + weekday }

    /// The occurrence that represents the last one in the month.
    static let lastOccurrence = 6

    init(values: ValueSet = ValueSet(), isStar: Bool = false) {
        self.values = values
        self.isStar = isStar
    }

    /// The values that `*` selects in a field.
    static func star(_ field: CronExpressionError.Field) -> FieldSet {
        FieldSet(values: field.all, isStar: true)
    }
}

/// A recurring schedule, written as cron does.
///
/// ```swift
/// let weekdays = try CronExpression("30 9 * * MON-FRI")
/// let next = weekdays.next(after: .now, in: .current)
/// ```
///
/// ## Fields
///
/// An expression has five fields, or six with seconds first, separated by spaces and tabs:
/// `[second] minute hour day-of-month month day-of-week`. A field is a list of items with commas between them.
///
/// | item            | stands for                                                                                  |
/// | --------------- | ------------------------------------------------------------------------------------------- |
/// | `*`             | every value                                                                                 |
/// | `*/n`           | every n-th value, counted from the lowest: `*/2` in day-of-month is 1, 3, 5, …               |
/// | `a`             | one value                                                                                   |
/// | `a-b`           | the values from a to b                                                                      |
/// | `a-b/n`         | every n-th of them, counted from a                                                          |
/// | `L`, `LW`       | in day-of-month the last day of the month, and its last day from Monday to Friday           |
/// | `15W`           | in day-of-month the day from Monday to Friday nearest to the 15th, in the same month; it is the only item of its field, and a month without that day is left out |
/// | `FRIL`, `FRI#L` | in day-of-week the last Friday of the month, also written `5L` and `5#L`                    |
/// | `FRI#2`         | in day-of-week the second Friday of the month                                               |
///
/// Months and weekdays may be named by three letters, in any case. 0 and 7 are both Sunday; at the end of a range
/// `SUN` is 7, so `FRI-SUN` is Friday to Sunday. A step after a single value (`5/15`) and a range that runs backwards
/// (`22-2`) mean different things to different crons, and are refused.
///
/// Instead of fields there may be a nickname: `@yearly` (or `@annually`), `@monthly`, `@weekly`, `@daily` (or
/// `@midnight`), `@hourly`.
///
/// ## Days
///
/// A day field is a *star field* if its text begins with `*`. If at least one of the two day fields is a star field, a
/// day must match both of them; if neither is, a day must match one of them. So `0 0 13 * FRI` is every 13th and every
/// Friday, and `0 0 */2 * MON` is every Monday on an odd day of the month.
///
/// ## Clock changes
///
/// A schedule is an *interval* schedule if its second, minute or hour field begins with `*`, and a *fixed* schedule
/// otherwise.
///
/// * When the clock jumps forward over a time, a fixed schedule fires once, at the first instant after the jump; an
///   interval schedule does not fire.
/// * When the clock goes back and a time comes twice, a fixed schedule fires the first time only; an interval
///   schedule fires both times.
/// * Times that land on one instant are one firing.
///
/// | expression       | zone               | day        | fires                                       |
/// | ---------------- | ------------------ | ---------- | ------------------------------------------- |
/// | `30 2 * * *`     | Europe/Berlin      | 2025-03-30 | 03:00, as 02:30 does not exist              |
/// | `30 2 * * *`     | Europe/Berlin      | 2025-10-26 | 02:30+02:00 only                            |
/// | `*/30 2 * * *`   | Europe/Berlin      | 2025-03-30 | not at all                                  |
/// | `*/30 2 * * *`   | Europe/Berlin      | 2025-10-26 | 02:00+02, 02:30+02, 02:00+01, 02:30+01      |
/// | `0,30 2 * * *`   | America/New_York   | 2025-03-09 | 03:00 once                                  |
/// | `0 0-3 * * *`    | America/New_York   | 2025-11-02 | 00:00, 01:00−04:00, 02:00, 03:00            |
/// | `0 * * * *`      | America/New_York   | 2025-11-02 | every hour, 01:00 twice                     |
/// | `0 0 * * *`      | Africa/Cairo       | 2024-04-26 | 01:00, as midnight does not exist           |
/// | `0 9 * * *`      | Pacific/Apia       | 2011-12-30 | 00:00 on the 31st, as the day does not exist |
///
/// ## Equality
///
/// Two expressions are equal if their fields select the same values and agree on whether they begin with a star. Names,
/// order, spaces, leading zeros and a leading second field of `0` make no difference: `0 30 2 * * fri,mon` equals
/// `30 2 * * 1,5`.
public struct CronExpression: Hashable, Sendable {
    /// What each field selects.
    package let fields: CronFields

    /// Whether the schedule ever fires; `0 0 30 2 *` is well-formed and does not.
    package let canFire: Bool

    init(fields: CronFields) {
        self.fields = fields
        self.canFire = Satisfiability(fields).canFire
    }

    /// Reads an expression.
    ///
    /// An expression whose dates do not exist, like `0 0 30 2 *`, is accepted; it has no next firing.
    ///
    /// - Parameter text: The expression or nickname. Spaces and tabs around it do not matter.
    /// - Throws: A ``CronExpressionError`` that names the first wrong field and the characters that are wrong.
    public init(_ text: String) throws(CronExpressionError) {
        var parser = CronParser(text)
        self.init(fields: try parser.parse())
    }
}

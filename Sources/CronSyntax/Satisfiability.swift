/// Decides whether, and in which months, a schedule has any day at all.
///
/// A year is one of 14 kinds, by the weekday on which it begins and whether it is a leap year. The 28 years from 2000
/// to 2027 contain every kind, so their 336 months give the answer for all time.
struct Satisfiability {
    private static let years = 2000...2027

    private let fields: CronFields

    init(_ fields: CronFields) {
        self.fields = fields
    }

    /// Whether the schedule matches any day of any year.
    var canFire: Bool {
        fields.month.values.contains { fires(inMonth: $0) }
    }

    /// The months that the schedule selects without ever firing in them.
    var idleMonths: ValueSet {
        ValueSet(fields.month.values.filter { !fires(inMonth: $0) })
    }

    /// Returns whether the schedule fires in a month, in at least one of the years for which the condition holds.
    func fires(inMonth month: Int, whenYear condition: (Int) -> Bool = { _ in true }) -> Bool {
        Self.years.contains { year in
            condition(year) && !MonthDays(year: year, month: month).matching(fields).isEmpty
        }
    }
}

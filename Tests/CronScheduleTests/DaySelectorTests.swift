import CronSchedule
import Foundation
import Testing

/// `L`, `LW`, `15W`, `FRI#2` and `FRIL`, each on every kind of month there is.
@Suite("Day selectors") struct DaySelectorTests {
    static let daysOfMonth: [(String, RandomField.Selector)] =
        [("L", .lastDay), ("LW", .lastWorkday)] + (1...31).map { ("\($0)W", .workday(nearest: $0)) }

    static let daysOfWeek: [(String, RandomField.Selector)] = (0...6).flatMap { weekday in
        (1...5).map { ("\(weekday)#\($0)", .occurrence($0, of: weekday)) }
            + [("\(weekday)L", .lastOccurrence(of: weekday)), ("\(weekday)#L", .lastOccurrence(of: weekday))]
    }

    @Test("in day-of-month", arguments: daysOfMonth)
    func dayOfMonth(text: String, selector: RandomField.Selector) throws {
        try expect(CronExpression("0 0 \(text) * *"), toFireOn: selector)
    }

    @Test("in day-of-week", arguments: daysOfWeek)
    func dayOfWeek(text: String, selector: RandomField.Selector) throws {
        try expect(CronExpression("0 0 * * \(text)"), toFireOn: selector)
    }

    private func expect(_ expression: CronExpression, toFireOn selector: RandomField.Selector) throws {
        let expected = Self.days.filter { selector.selects($0.reference) }.map(\.date)
        let start = try #require(Self.days.first).date - 1
        #expect(expression.firings(after: start, in: .gmt, count: expected.count) == expected)
    }

    /// The days of 28 years, in which every kind of month occurs.
    private static let days: [(date: Date, reference: ReferenceDay)] = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return (2000...2027).flatMap { year in
            (1...12).flatMap { month in
                let first = calendar.date(from: DateComponents(year: year, month: month)) ?? .distantPast
                let length = calendar.range(of: .day, in: .month, for: first)?.count ?? 0
                let weekday = calendar.component(.weekday, from: first) - 1
                return (1...length).map { day in
                    let date = first.addingTimeInterval(Double(day - 1) * 86_400)
                    return (
                        date, ReferenceDay(month: month, day: day, weekday: (weekday + day - 1) % 7, length: length)
                    )
                }
            }
        }
    }()
}

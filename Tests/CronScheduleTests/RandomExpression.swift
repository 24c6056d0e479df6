import TestSupport

/// A random expression, made together with what it means, so that nothing needs to parse it.
struct RandomExpression {
    private(set) var text = ""
    private(set) var second: RandomField
    private(set) var minute: RandomField
    private(set) var hour: RandomField
    private(set) var day: RandomField
    private(set) var month: RandomField
    private(set) var weekday: RandomField

    init(using random: inout SeededGenerator, hasSeconds: Bool = false) {
        second = hasSeconds ? RandomField(0...59, using: &random) : RandomField(only: 0)
        minute = RandomField(0...59, using: &random)
        hour = RandomField(0...23, using: &random)
        day = RandomField(1...31, using: &random)
        if Int.random(in: 0..<6, using: &random) == 0 { day.addDaySelector(using: &random) }
        month = RandomField(1...12, starOdds: 3, using: &random)
        weekday = RandomField(0...6, starOdds: 2, using: &random)
        if Int.random(in: 0..<6, using: &random) == 0 { weekday.addWeekdaySelector(using: &random) }
        let fields = [minute, hour, day, month, weekday]
        text = ((hasSeconds ? [second] : []) + fields).map(\.text).joined(separator: " ")
    }

    /// Whether the rule for interval schedules applies.
    var isInterval: Bool { [second, minute, hour].contains { $0.text.hasPrefix("*") } }

    /// Returns whether a day matches.
    ///
    /// - Parameters:
    ///   - date: The day.
    ///   - length: The number of days in its month.
    /// - Returns: Whether the day and month fields select it.
    func matches(_ date: ReferenceDay) -> Bool {
        guard month.values.contains(date.month) else { return false }
        let byDay = day.values.contains(date.day) || day.selectors.contains { $0.selects(date) }
        let byWeekday = weekday.values.contains(date.weekday) || weekday.selectors.contains { $0.selects(date) }
        let either = !day.text.hasPrefix("*") && !weekday.text.hasPrefix("*")
        return either ? byDay || byWeekday : byDay && byWeekday
    }
}

/// A day, with what the selectors need to know.
struct ReferenceDay {
    var month: Int
    var day: Int
    var weekday: Int
    var length: Int
}

/// A field of a random expression.
struct RandomField {
    var text: String
    var values: Set<Int>
    var selectors: [Selector] = []

    enum Selector: Sendable {
        case lastDay
        case lastWorkday
        case workday(nearest: Int)
        case occurrence(Int, of: Int)
        case lastOccurrence(of: Int)
    }

    init(only value: Int) {
        (text, values) = (String(value), [value])
    }

    init(_ range: ClosedRange<Int>, starOdds: Int = 1, using random: inout SeededGenerator) {
        if Int.random(in: 0..<4, using: &random) < starOdds {
            (text, values) = ("*", Set(range))
            return
        }
        (text, values) = ("", [])
        for index in 0...Int.random(in: 0...2, using: &random) {
            if index > 0 { text += "," }
            addItem(from: range, using: &random)
        }
    }

    private mutating func addItem(from range: ClosedRange<Int>, using random: inout SeededGenerator) {
        let low = Int.random(in: range, using: &random)
        let high = Int.random(in: low...range.upperBound, using: &random)
        let step = Int.random(in: 1...range.upperBound, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            text += "*/\(step)"
            values.formUnion(stride(from: range.lowerBound, through: range.upperBound, by: step))
        case 1:
            text += "\(low)-\(high)"
            values.formUnion(low...high)
        case 2:
            text += "\(low)-\(high)/\(step)"
            values.formUnion(stride(from: low, through: high, by: step))
        default:
            text += String(low)
            values.insert(low)
        }
    }

    mutating func addDaySelector(using random: inout SeededGenerator) {
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            text += ",L"
            selectors = [.lastDay]
        case 1:
            (text, values, selectors) = ("LW", [], [.lastWorkday])
        default:
            let day = Int.random(in: 1...31, using: &random)
            (text, values, selectors) = ("\(day)W", [], [.workday(nearest: day)])
        }
    }

    mutating func addWeekdaySelector(using random: inout SeededGenerator) {
        let weekday = Int.random(in: 0...6, using: &random)
        let occurrence = Int.random(in: 1...6, using: &random)
        if occurrence == 6 {
            (text, values, selectors) = ("\(weekday)L", [], [.lastOccurrence(of: weekday)])
        } else {
            text += ",\(weekday)#\(occurrence)"
            selectors = [.occurrence(occurrence, of: weekday)]
        }
    }
}

extension RandomField.Selector {
    func selects(_ date: ReferenceDay) -> Bool {
        switch self {
        case .lastDay: date.day == date.length
        case .lastWorkday: date.day == Self.workday(nearest: date.length, like: date)
        case .workday(let day): day <= date.length && date.day == Self.workday(nearest: day, like: date)
        case .occurrence(let number, let weekday): date.weekday == weekday && (date.day + 6) / 7 == number
        case .lastOccurrence(let weekday): date.weekday == weekday && date.day + 7 > date.length
        }
    }

    /// Tries the days around a day, nearest first, until one is neither Saturday nor Sunday.
    private static func workday(nearest day: Int, like date: ReferenceDay) -> Int {
        let candidates = [day, day - 1, day + 1, day - 2, day + 2]
        return candidates.first { candidate in
            let weekday = (date.weekday + candidate - date.day + 70) % 7
            return (1...date.length).contains(candidate) && (1...5).contains(weekday)
        } ?? 0
    }
}

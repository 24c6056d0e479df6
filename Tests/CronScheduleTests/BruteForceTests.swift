import CronSchedule
import Foundation
import TestSupport
import Testing

/// The search against a model that steps through time and knows nothing but the definitions.
@Suite("Against brute force") struct BruteForceTests {
    /// Zones with every kind of clock change, and a month in which it happens.
    static let changes: [(zone: String, month: String)] = [
        ("Europe/Berlin", "2025-03-10"), ("Europe/Berlin", "2025-10-10"), ("America/New_York", "2025-03-01"),
        ("America/New_York", "2025-10-20"), ("Australia/Lord_Howe", "2025-09-20"),
        ("Australia/Lord_Howe", "2025-03-20"), ("Pacific/Apia", "2011-12-15"), ("Africa/Cairo", "2024-04-10"),
        ("Africa/Cairo", "2024-10-15"), ("America/Sao_Paulo", "2017-10-01"), ("America/Sao_Paulo", "2018-02-01"),
        ("Antarctica/Troll", "2025-03-15"), ("Antarctica/Troll", "2025-10-15"), ("Asia/Kathmandu", "1985-12-15"),
        ("Asia/Pyongyang", "2018-04-20"), ("Asia/Pyongyang", "2015-08-01"), ("America/Caracas", "2007-11-25"),
        ("Africa/Casablanca", "2025-02-15"), ("Pacific/Kwajalein", "1969-09-15"), ("UTC", "2024-02-15"),
    ]

    @Test("minute by minute through a month with a clock change", arguments: changes)
    func minutes(zone name: String, month: String) throws {
        let model = try BruteForce(zone: zone(name), from: instant(month + "T00:00:00Z"), days: 30, step: 60)
        var random = SeededGenerator(seed: 2)
        for _ in 0..<8 { try model.compare(RandomExpression(using: &random)) }
    }

    @Test("second by second through a clock change", arguments: changes.prefix(14))
    func seconds(zone name: String, month: String) throws {
        let zone = try zone(name)
        let start = try instant(month + "T00:00:00Z")
        let change = try #require(zone.nextDaylightSavingTimeTransition(after: start))
        let model = BruteForce(zone: zone, from: change.addingTimeInterval(-10_000), days: 0.25, step: 1)
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3 { try model.compare(RandomExpression(using: &random, hasSeconds: true)) }
    }

    @Test("minute by minute over two years", arguments: ["Australia/Lord_Howe"])
    func years(zone name: String) throws {
        let model = try BruteForce(zone: zone(name), from: instant("2023-12-31T00:00:00Z"), days: 731, step: 60)
        var random = SeededGenerator(seed: 4)
        for _ in 0..<2 { try model.compare(RandomExpression(using: &random)) }
    }
}

/// Steps through a stretch of time and fires by the definitions.
///
/// Readings of the wall clock are counted in steps since 1970 on that clock.
private struct BruteForce {
    let zone: TimeZone
    let first: Int
    let step: Int
    let readings: [Int]
    let days: [Int: ReferenceDay]

    init(zone: TimeZone, from start: Date, days length: Double, step: Int) {
        self.zone = zone
        self.step = step
        let first = Int(start.timeIntervalSince1970) / step
        self.first = first
        let count = Int(length * 86_400) / step
        readings = (0..<count).map { index in
            let instant = (first + index) * step
            return (instant + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))) / step
        }
        days = Self.calendar(of: readings, stepsPerDay: 86_400 / step)
    }

    /// Looks up every day on the wall clock in Foundation's calendar, and some more for the gaps.
    private static func calendar(of readings: [Int], stepsPerDay: Int) -> [Int: ReferenceDay] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let days = Set(readings.map { dayNumber(of: $0, stepsPerDay: stepsPerDay) }).flatMap { [$0 - 1, $0, $0 + 1] }
        let described = days.map { day in
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let parts = calendar.dateComponents([.month, .day, .weekday], from: date)
            let length = calendar.range(of: .day, in: .month, for: date)?.count
            let reference = ReferenceDay(
                month: parts.month ?? 0, day: parts.day ?? 0, weekday: (parts.weekday ?? 0) - 1, length: length ?? 0)
            return (day, reference)
        }
        return Dictionary(described, uniquingKeysWith: { first, _ in first })
    }

    /// Compares an expression's firings with the model's: all of them in turn, and the next one after many instants.
    ///
    /// No stretch begins right behind a clock change, so the high-water mark has settled after an hour.
    func compare(_ random: RandomExpression) throws {
        let expression = try CronExpression(random.text)
        let start = (first + 3600 / step) * step
        let expected = firings(of: random).map { $0 * step }.filter { $0 > start }
        let end = (first + readings.count) * step
        var (actual, last) = ([Int](), start)
        while let next = next(expression, after: last), next < end {
            actual.append(next)
            last = next
        }
        let difference = actual.difference(from: expected).prefix(4)
        #expect(difference.isEmpty, "'\(random.text)' in \(zone.identifier)")
        for after in stride(from: start, to: expected.last ?? start, by: (end - start) / 100 + 7) {
            let isNext = next(expression, after: after) == expected.first { $0 > after }
            #expect(isNext, "'\(random.text)' in \(zone.identifier) after \(after)")
        }
    }

    private func next(_ expression: CronExpression, after instant: Int) -> Int? {
        expression.next(afterMicroseconds: Int64(instant) * 1_000_000, in: zone).map { Int($0 / 1_000_000) }
    }

    private func firings(of random: RandomExpression) -> [Int] {
        let matcher = Matcher(random, days: days, step: step)
        if random.isInterval {
            return readings.indices.filter { matcher.matches(readings[$0]) }.map { first + $0 }
        }
        var (firings, mark) = ([Int](), readings[0])
        for (index, reading) in readings.enumerated() where reading > mark {
            // A jump passes many readings at once; all that match are one firing.
            if (mark + 1...reading).contains(where: matcher.matches) { firings.append(first + index) }
            mark = reading
        }
        return firings
    }
}

/// Decides whether a reading of the wall clock matches, field by field.
private struct Matcher {
    private let seconds: [Bool]
    private let minutes: [Bool]
    private let hours: [Bool]
    private let days: [Int: Bool]
    private let step: Int

    init(_ random: RandomExpression, days: [Int: ReferenceDay], step: Int) {
        seconds = (0..<60).map(random.second.values.contains)
        minutes = (0..<60).map(random.minute.values.contains)
        hours = (0..<24).map(random.hour.values.contains)
        self.days = days.mapValues(random.matches)
        self.step = step
    }

    func matches(_ reading: Int) -> Bool {
        let time = reading * step
        let day = dayNumber(of: reading, stepsPerDay: 86_400 / step)
        let timeOfDay = time - day * 86_400
        guard minutes[timeOfDay / 60 % 60], hours[timeOfDay / 3600], seconds[timeOfDay % 60] else { return false }
        return days[day] ?? false
    }
}

/// The day that a reading belongs to, also before 1970.
private func dayNumber(of reading: Int, stepsPerDay: Int) -> Int {
    Int((Double(reading) / Double(stepsPerDay)).rounded(.down))
}

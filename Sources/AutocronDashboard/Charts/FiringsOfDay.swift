import Foundation
import Inspection
import Platform

/// The firings of the next 24 hours by hour, and the minutes at which several functions fire at once.
struct FiringsOfDay {
    /// Firings by minute since 1970.
    private let minutes: [Int64: Int]
    private let now: WallTime
    private let zone: TimeZone
    /// Whether a function fires too often to be counted.
    private let isCut: Bool

    private static let day: Int64 = 1_440
    /// The number of firings of one function that are counted: one a minute.
    private static let most = 1_440

    init(_ schedules: [ScheduleSnapshot], now: WallTime, zone: TimeZone) {
        var minutes: [Int64: Int] = [:]
        var isCut = false
        let end = now + .seconds(Self.day * 60)
        // Seldom are there hundreds, and then the page must come all the same.
        for schedule in schedules.prefix(200) {
            let firings = schedule.nextFirings(Self.most).prefix { $0 < end }
            isCut = isCut || firings.count == Self.most
            for firing in firings { minutes[firing.microseconds / 60_000_000, default: 0] += 1 }
        }
        self.minutes = minutes
        self.now = now
        self.zone = zone
        self.isCut = isCut || schedules.count > 200
    }

    var html: HTML {
        let first = now.microseconds / 3_600_000_000
        let bars = (first..<first + 25).map { hour in
            let count = (hour * 60..<hour * 60 + 60).reduce(0) { $0 + (minutes[$1] ?? 0) }
            return BarChart.Bar(label: label(minute: hour * 60), value: count)
        }
        let sum = minutes.values.reduce(0, +)
        let chart = BarChart(
            id: "firings", title: "Firings by hour",
            sentence: "\(HTML.count(sum, "firing", "firings")) in the next 24 hours\(isCut ? ", at least" : "").",
            unit: "Firings", bars: bars)
        return "\(chart.html)\(crowds)"
    }

    /// The minutes in which the most functions fire.
    private var crowds: HTML? {
        let crowded = minutes.filter { $0.value > 1 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
        guard !crowded.isEmpty else { return nil }
        let items: [HTML] = crowded.map { "<li>\(label(minute: $0.key)): \($0.value) firings</li>" }
        return "<p>These minutes have the most firings:</p><ul>\(items)</ul>"
    }

    private func label(minute: Int64) -> String {
        String(Instants.local(WallTime(microseconds: minute * 60_000_000), in: zone).prefix(16))
    }
}

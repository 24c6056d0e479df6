import Foundation

/// Durations that were measured.
struct MeasuredTimes {
    private var seconds: [Double] = []

    mutating func add(since start: Date) { seconds.append(Date().timeIntervalSince(start)) }

    /// A part of them is no longer than this.
    func quantile(_ part: Double) -> Double {
        let sorted = seconds.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    func describe(_ what: String) {
        let words = [0.5, 0.99, 1].map { String(format: "%.0f", quantile($0) * 1_000) }
        print("\(what), \(seconds.count) times: median \(words[0]) ms, 99 % \(words[1]) ms, longest \(words[2]) ms")
    }
}

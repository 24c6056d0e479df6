import Foundation
import TestSupport

/// Random numbers that can be thrown again: SplitMix64.
struct Dice: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    /// Says which seed it uses; `AUTOCRON_SEED` sets it.
    init(for what: String) {
        seed = ProcessInfo.processInfo.environment["AUTOCRON_SEED"].flatMap(UInt64.init) ?? .random(in: 1...999_999_999)
        state = seed
        print("\(what): AUTOCRON_SEED=\(seed)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// How often or how long something is done: little in a normal run, and as much as somebody wants who asks.
enum Effort {
    /// Whether somebody measures, on a machine with nothing else to do.
    ///
    /// Otherwise other programs want the processors,
    /// too, and what must happen within a time may take a few times as long.
    static var isMeasured: Bool {
        ProcessInfo.processInfo.environment["AUTOCRON_REPETITIONS"] != nil
    }

    static func of(_ variable: String, normally usual: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap(Int.init) ?? usual
    }
}

/// Durations that were measured.
struct Times {
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

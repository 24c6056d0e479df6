import Foundation

/// Random numbers that a seed repeats: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
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

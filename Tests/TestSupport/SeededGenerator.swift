import Foundation

/// Random numbers that a seed repeats: SplitMix64.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    /// Begins with a seed of its own, which it prints; `AUTOCRON_SEED` sets it.
    package init(for purpose: String) {
        let given = ProcessInfo.processInfo.environment["AUTOCRON_SEED"].flatMap(UInt64.init)
        self.init(seed: given ?? .random(in: 1...999_999_999))
        print("\(purpose): AUTOCRON_SEED=\(state)")
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// The random part of identifiers: within a millisecond each is greater than the one before, by a random step (method 2
/// of RFC 9562, section 6.2), so that they go to the end of an index, where SQLite need not search.
package struct TaskIDSequence: Sendable {
    private var milliseconds: UInt64?
    /// Twelve bits; the first is zero at the beginning of a millisecond, which leaves room for the steps.
    private var high: UInt64 = 0
    /// Sixty-two bits.
    private var low: UInt64 = 0

    package init() {}

    /// - Parameters:
    ///   - milliseconds: The present, since 1970. A clock that was set back begins a millisecond anew.
    ///   - random: Gives random words.
    /// - Returns: A version 7 UUID, as RFC 9562 lays it out.
    package mutating func next(milliseconds: UInt64, random: () -> UInt64) -> TaskID {
        if milliseconds == self.milliseconds, takeStep(of: 1 + random() & 0xFFFF_FFFF) {
            return identifier(milliseconds)
        }
        self.milliseconds = milliseconds
        high = random() & 0x7FF
        low = random() & Self.mostLow
        return identifier(milliseconds)
    }

    private static let mostLow: UInt64 = 1 << 62 - 1

    /// - Returns: false if there is no greater one.
    private mutating func takeStep(of size: UInt64) -> Bool {
        low += size
        guard low > Self.mostLow else { return true }
        low &= Self.mostLow
        high += 1
        return high <= 0xFFF
    }

    private func identifier(_ milliseconds: UInt64) -> TaskID {
        TaskID(high: milliseconds << 16 | 7 << 12 | high, low: 0b10 << 62 | low)
    }
}

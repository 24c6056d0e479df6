extension NewTask {
    /// Makes an identifier, which sorts after all that were made in earlier milliseconds.
    ///
    /// - Parameter now: µs since 1970.
    /// - Returns: the sixteen bytes of a version 7 UUID, as RFC 9562 lays them out.
    package static func newIdentifier(at now: Int64) -> Identifier {
        var bytes = [UInt8](repeating: 0, count: 16)
        let milliseconds = UInt64(max(0, now / 1_000))
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(8 * (5 - index))) }
        let (high, low) = RandomWords.pair()
        for index in 6..<8 { bytes[index] = UInt8(truncatingIfNeeded: high >> UInt64(8 * (index - 6))) }
        for index in 8..<16 { bytes[index] = UInt8(truncatingIfNeeded: low >> UInt64(8 * (index - 8))) }
        bytes[6] = bytes[6] & 0x0F | 0x70  // version 7
        bytes[8] = bytes[8] & 0x3F | 0x80  // the variant of RFC 9562
        return bytes
    }
}

/// Pauses between calls that arrive at random, as a server's requests do: 20 to 60 ms, each as likely as any other.
///
/// After such a pause every processor that took part sleeps, and its caches are cold. Calls back to back hide both.
struct Arrivals {
    static let milliseconds: ClosedRange<Double> = 20...60

    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// - Returns: The next pause, in µs; the same sequence in each run, so that both sides sleep alike.
    mutating func next() -> UInt32 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        let part = Double(random >> 11) / Double(UInt64(1) << 53)
        let (least, most) = (Self.milliseconds.lowerBound, Self.milliseconds.upperBound)
        return UInt32((least + part * (most - least)) * 1_000)
    }
}

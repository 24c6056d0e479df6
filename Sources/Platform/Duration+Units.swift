extension Duration {
    /// Whole microseconds, cut to what can be counted.
    package var microseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000_000) }

    /// Whole nanoseconds, cut to what can be counted: some 292 years.
    package var nanoseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000) }
}

extension Int64 {
    /// The sum, or the number nearest to it.
    package func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }

    /// The difference, or the number nearest to it.
    package func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}

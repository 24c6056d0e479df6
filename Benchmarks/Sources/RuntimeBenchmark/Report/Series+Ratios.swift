extension Series {
    /// Autocron's values as a multiple of the yardstick's: the median over the rounds.
    ///
    /// Each round measures both.
    var ratio: Double? {
        Self.paired(autocron, bare).nonEmpty?.median
    }

    /// How many times slower this is than the same figure without stored future tasks.
    func slowdown(against other: Series) -> Double {
        let ratios = Self.paired(autocron, other.autocron)
        return figure.unit == .perSecond ? 1 / ratios.median : ratios.median
    }

    private static func paired(_ some: [[Double]], _ others: [[Double]]) -> [Double] {
        zip(some, others).filter { !$0.isEmpty && !$1.isEmpty }.map { $0.median / $1.median }
    }
}

extension [Double] {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}

extension [Double] {
    var median: Double { quantile(0.5) }

    /// The smallest value that at least this share of all values does not exceed.
    func quantile(_ share: Double) -> Double {
        guard !isEmpty else { return .nan }
        let rank = Int((share * Double(count)).rounded(.up)) - 1
        return sorted()[Swift.min(Swift.max(rank, 0), count - 1)]
    }
}

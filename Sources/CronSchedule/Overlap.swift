/// What happens when a run is due while the previous one of the same function has not ended.
///
/// A run that waits for a free worker has not ended either, and one that somebody asked for is a run like the others.
public struct Overlap: Hashable, Sendable, Codable {
    let policy: Policy

    enum Policy: Hashable, Sendable, Codable {
        case skip
        case queueOne
        case cancelPrevious
        case allow(max: Int)
    }

    /// The run is dropped.
    public static let skip = Overlap(policy: .skip)

    /// The run starts when the previous one has ended, unless another one waits already; then it is dropped.
    public static let queueOne = Overlap(policy: .queueOne)

    /// The previous run is cancelled, and the new one starts when it has ended.
    public static let cancelPrevious = Overlap(policy: .cancelPrevious)

    /// The runs go side by side, up to a number.
    ///
    /// - Parameter max: How many may be unfinished at the same time; beyond that, runs are dropped. It must be
    ///   positive.
    /// - Returns: The policy.
    public static func allow(max: Int) -> Overlap {
        precondition(max > 0, "Overlap.allow(max:) must be positive")
        return Overlap(policy: .allow(max: max))
    }

    /// How many runs of the function may be executing at the same time.
    package var concurrency: Int {
        if case .allow(let max) = policy { max } else { 1 }
    }
}

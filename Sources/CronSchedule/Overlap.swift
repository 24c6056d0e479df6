/// What happens when a run is due while the previous one of the same function has not ended.
///
/// A run that waits for a free worker has not ended either. A run that a user requests counts like any other.
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

    /// Runs execute side by side, up to a number.
    ///
    /// - Parameter max: The maximum number of unfinished runs; further runs are dropped. It must be positive;
    ///   `Autocron.start` refuses a function with another number.
    /// - Returns: The policy.
    public static func allow(max: Int) -> Overlap {
        Overlap(policy: .allow(max: max))
    }

    /// The maximum number of the function's runs that execute at the same time.
    package var concurrency: Int {
        if case .allow(let max) = policy { Swift.max(1, max) } else { 1 }
    }

    /// What is wrong with the policy, in words; nil if nothing is.
    package var problem: String? {
        guard case .allow(let max) = policy, max < 1 else { return nil }
        return "'overlap' is '.allow(max: \(max))'; the number must be 1 or more"
    }
}

/// How long a task waits between a failed attempt and the next one.
///
/// Written in an attribute: `@Delay(retries: 3, backoff: .constant(.seconds(10)))`. Exponential waits vary at random by
/// up to a tenth, so that tasks that failed together are not retried together.
public struct Backoff: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case exponential(from: Duration, upTo: Duration)
        case constant(Duration)
        case custom([Duration])
    }

    let kind: Kind

    /// An invalid value, in words; nil if all are valid.
    var problem: String? {
        let waits =
            switch kind {
            case .exponential(let first, let longest): [first, longest]
            case .constant(let wait): [wait]
            case .custom(let waits): waits
            }
        return waits.first { $0 < .zero }.map { "'backoff' has a wait of \($0); it cannot be negative" }
    }

    /// Waits 1 s after the first failure, twice as long after each further one, and at most an hour.
    public static let exponential = Backoff(kind: .exponential(from: .seconds(1), upTo: .seconds(3600)))

    /// Waits twice as long after each failure.
    ///
    /// - Parameters:
    ///   - first: The wait after the first failure.
    ///   - longest: The longest wait.
    /// - Returns: The backoff.
    public static func exponential(from first: Duration, upTo longest: Duration) -> Backoff {
        Backoff(kind: .exponential(from: first, upTo: longest))
    }

    /// Waits equally long after each failure.
    ///
    /// - Parameter wait: The time between the end of an attempt and the start of the next.
    /// - Returns: The backoff.
    public static func constant(_ wait: Duration) -> Backoff {
        Backoff(kind: .constant(wait))
    }

    /// Waits as listed: the first wait after the first failure, and so on.
    ///
    /// - Parameter waits: The waits in order; the last one is used for all further failures, and an empty list means no
    ///   wait.
    /// - Returns: The backoff.
    public static func custom(_ waits: [Duration]) -> Backoff {
        Backoff(kind: .custom(waits))
    }
}

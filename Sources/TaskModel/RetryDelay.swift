/// How long a task waits after a failed attempt: a pure rule, stored with the task as a short text.
///
/// It is part of the store because the recovery after a worker's death applies it too, possibly without the task's
/// function.
package enum RetryDelay: Hashable, Sendable {
    case exponential(first: Int64, longest: Int64)
    case constant(Int64)
    case custom([Int64])

    /// From one second to an hour.
    package static let standard = RetryDelay.exponential(first: 1_000_000, longest: 3_600_000_000)

    /// The wait after a failure.
    ///
    /// - Parameters:
    ///   - failures: The number of attempts that have failed so far, this one included; at least 1.
    ///   - spread: A random number from 0 to 1, which changes an exponential wait by up to a tenth.
    /// - Returns: Microseconds.
    package func wait(afterFailures failures: Int64, spread: Double) -> Int64 {
        switch self {
        case .exponential(let first, let longest):
            // Sixty doublings overflow any clock; the bound also keeps the shift legal.
            let doublings = min(max(failures - 1, 0), 40)
            let (grown, overflow) = first.multipliedReportingOverflow(by: 1 << doublings)
            let wait = overflow ? longest : min(grown, longest)
            let (sum, isTooLong) = wait.addingReportingOverflow(Int64(Double(wait) * 0.1 * min(max(spread, 0), 1)))
            return isTooLong ? .max : sum
        case .constant(let wait):
            return wait
        case .custom(let waits):
            guard let last = waits.last else { return 0 }
            let index = Int(clamping: failures - 1)
            return waits.indices.contains(index) ? waits[index] : last
        }
    }

    /// The stored form, nil for the standard.
    package var text: String? {
        switch self {
        case .standard: nil
        case .exponential(let first, let longest): "exponential \(first) \(longest)"
        case .constant(let wait): "constant \(wait)"
        case .custom(let waits): (["custom"] + waits.map(String.init)).joined(separator: " ")
        }
    }

    /// Parses the stored form; an invalid text counts as the standard, because a retry must happen in any case.
    ///
    /// - Parameter text: The value of ``text``.
    package init(text: String?) {
        let words = (text ?? "").split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int64($0) }
        switch (words.first, numbers.count) {
        case ("exponential", 2): self = .exponential(first: numbers[0], longest: numbers[1])
        case ("constant", 1): self = .constant(numbers[0])
        case ("custom", _): self = .custom(numbers)
        default: self = .standard
        }
    }
}

/// What happens to scheduled instants that passed while no program was there to start their runs.
///
/// An instant is missed if it is noticed more than a second late: because the program was down, the machine was
/// suspended, or its clock was set forward. A run that was dropped because of ``Overlap`` was not missed. Neither are
/// instants that pass while a function is paused, or while the running program does not contain it.
public struct MissedRuns: Hashable, Sendable, Codable {
    let policy: Policy

    enum Policy: Hashable, Sendable, Codable {
        case runOnce(within: Duration?)
        case skip
        case runAll(limit: Int, within: Duration?)
    }

    /// One run makes up for all missed instants.
    ///
    /// It is the newest missed instant's run; the task context tells it how many there were.
    public static let runOnce = MissedRuns(policy: .runOnce(within: nil))

    /// One run makes up for all missed instants, unless even the newest was missed too long ago.
    ///
    /// - Parameter age: How old the newest missed instant may be. It must not be negative;
    ///   `Autocron.start` refuses a function with such a value.
    /// - Returns: The policy.
    public static func runOnce(within age: Duration) -> MissedRuns {
        MissedRuns(policy: .runOnce(within: age))
    }

    /// Missed instants get no run, and the next run is the next scheduled one.
    public static let skip = MissedRuns(policy: .skip)

    /// Every missed instant gets its run, the oldest first and one after another.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of runs. It must be positive; if more instants were missed, the newest are run.
    ///     There are never more than 100,000.
    ///   - age: The maximum age of a missed instant to be run, or nil for any age. It must not be negative.
    /// - Returns: The policy.
    public static func runAll(limit: Int, within age: Duration? = nil) -> MissedRuns {
        MissedRuns(policy: .runAll(limit: limit, within: age))
    }

    /// What is wrong with the policy, in words; nil if nothing is.
    package var problem: String? {
        switch policy {
        case .runAll(let limit, _) where limit < 1:
            "'missed' is '.runAll(limit: \(limit))'; the number must be 1 or more"
        case .runOnce(let age?) where age < .zero, .runAll(_, let age?) where age < .zero:
            "'missed' has 'within: \(age)'; it cannot be negative"
        case .skip, .runOnce, .runAll: nil
        }
    }
}

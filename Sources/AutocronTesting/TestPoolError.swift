/// Why a test's pool could not do what the test asked for.
///
/// Later versions may add cases, so a `switch` over it needs `@unknown default`.
@nonexhaustive
public enum TestPoolError: Error, Sendable, Hashable {
    /// Tasks have failed for good, or no function can run them.
    case failed([StoredTask])
    /// Very many tasks have run and the queue is still not empty: a task seems to store another one each time. Holds
    /// the name of the last one.
    case endless(String)
    /// A clock cannot go back.
    case backwards
    /// No recurring function has this name; holds also the existing names.
    case unknownFunction(String, known: [String])
}

extension TestPoolError: CustomStringConvertible {
    /// The problem, and what to do.
    public var description: String {
        switch self {
        case .failed(let tasks):
            "\(tasks.count) of the test's tasks failed, which 'allowingFailures: true' permits:\n"
                + tasks.map { "- \($0)" }.joined(separator: "\n")
        case .endless(let name):
            "the queue does not get empty: very many tasks have run, the last of them '\(name)'; does a task store itself "
                + "without a delay?"
        case .backwards:
            "the clock of a test cannot go back; give a positive duration, or a date that is not over"
        case .unknownFunction(let name, let known):
            "there is no recurring function '\(name)' in this program; there are: "
                + (known.isEmpty ? "none" : known.map { "'\($0)'" }.joined(separator: ", "))
        }
    }
}

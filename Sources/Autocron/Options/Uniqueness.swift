/// Which calls of a `@Delay` function with equal arguments are stored only once.
///
/// If an equal task exists, a call stores nothing and returns the existing task's handle. Inside a transaction it is
/// not known yet whether one will exist, so the handle has an identifier of its own, which leads to the existing task.
public struct Uniqueness: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case none
        case whileWaiting
        case untilFinished
        case lasting(Duration)
    }

    let kind: Kind

    /// An invalid value, in words; nil if all are valid.
    var problem: String? {
        guard case .lasting(let span) = kind, span <= .zero else { return nil }
        return "'unique' lasts for \(span); it must be longer than zero"
    }

    /// Every call stores a task.
    public static let none = Uniqueness(kind: .none)

    /// At most one equal task waits; one more may be stored as soon as the first has started.
    public static let whileWaiting = Uniqueness(kind: .whileWaiting)

    /// At most one equal task waits or runs.
    public static let untilFinished = Uniqueness(kind: .untilFinished)

    /// At most one equal task is stored in this span of time, however the task ends.
    ///
    /// The span may be longer than results are kept (``Autocron/Configuration/resultTimeToLive``). Then a call that
    /// stores nothing may return the handle of a task whose result is gone: asking for it throws ``TaskError/unknown``.
    ///
    /// - Parameter span: Measured from the moment at which the first one was stored.
    /// - Returns: The rule.
    public static func `for`(_ span: Duration) -> Uniqueness {
        Uniqueness(kind: .lasting(span))
    }
}

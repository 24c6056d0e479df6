/// Which calls of a `@Delay` function with equal arguments are stored once only.
///
/// A call that meets an equal task stores nothing and returns the existing task's handle. Inside a transaction it is not known yet
/// whether there will be one, and the handle has an identifier of its own, which leads to the existing task.
public struct Uniqueness: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case none
        case whileWaiting
        case untilFinished
        case lasting(Duration)
    }

    let kind: Kind

    /// What no attribute may say, in words; nil if all is well.
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

    /// At most one equal task is stored in this span of time, whatever becomes of it.
    ///
    /// The span may be longer than results are kept (``Autocron/Configuration/resultTimeToLive``). Then the handle of a call that
    /// stores nothing may be that of a task whose result is gone: to ask for it throws ``TaskError/expired``.
    ///
    /// - Parameter span: counted from the moment at which the first one was stored.
    /// - Returns: the rule.
    public static func `for`(_ span: Duration) -> Uniqueness {
        Uniqueness(kind: .lasting(span))
    }
}

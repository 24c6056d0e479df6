/// The result of pausing or resuming.
package enum PauseChange: Hashable, Sendable {
    case changed
    /// The subject's state was the same before.
    case unchanged
    /// No function of that name is known.
    case unknown
}

/// The result of a cancellation.
package enum CancelResult: Equatable, Sendable {
    /// The task will never run.
    case cancelled
    /// Its worker has to stop it first.
    case requested
    /// It had ended already.
    case tooLate
    case unknown
}

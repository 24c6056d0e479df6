/// The effect of storing an outcome.
package enum OutcomeEffect: Equatable, Sendable {
    /// Nothing: the outcome came too late.
    case none
    /// The outcome's own effect.
    case asTold
    /// The task had been cancelled, and so has ended, whatever the outcome.
    case cancelled
    /// SQLite refuses the outcome for its content; this one is stored instead.
    case replaced(by: AttemptOutcome)
}

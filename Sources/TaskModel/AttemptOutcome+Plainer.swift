extension AttemptOutcome {
    /// What is stored if the database refuses the outcome itself; nil if there is nothing to leave out.
    package func plainer(because error: StoreError) -> AttemptOutcome? {
        var plainer = self
        switch result {
        case .succeeded(.some(let result)):
            let reason = "its result of \(result.count) bytes cannot be stored: \(error.description)"
            plainer.result = .failed(Failure(.unstorable, message: reason))
        case .failed(let failure):
            plainer.result = .failed(failure.bare)
        case .parked(let failure):
            plainer.result = .parked(failure.bare)
        case .unattributed(let failure):
            plainer.result = .unattributed(failure.bare)
        case .succeeded(.none), .cancelled, .interrupted, .requeued:
            return nil
        }
        return plainer
    }
}

extension Failure {
    /// The failure without texts.
    fileprivate var bare: Failure {
        Failure(kind, message: "what else is known cannot be stored", signal: signal, exitCode: exitCode)
    }
}

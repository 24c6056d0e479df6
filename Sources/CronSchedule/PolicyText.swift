// Policies as an attribute spells them, for tools that inspect a program from outside.

extension MissedRuns {
    /// As in source: `runOnce`, `runAll(limit: 5)`.
    package var text: String {
        switch policy {
        case .runOnce(nil): "runOnce"
        case .runOnce(let age?): "runOnce(within: \(age))"
        case .skip: "skip"
        case .runAll(let limit, nil): "runAll(limit: \(limit))"
        case .runAll(let limit, let age?): "runAll(limit: \(limit), within: \(age))"
        }
    }
}

extension Overlap {
    /// As in source: `skip`, `allow(max: 3)`.
    package var text: String {
        switch policy {
        case .skip: "skip"
        case .queueOne: "queueOne"
        case .cancelPrevious: "cancelPrevious"
        case .allow(let max): "allow(max: \(max))"
        }
    }
}

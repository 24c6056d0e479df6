/// The name under which a function's tasks are stored, as far as it says what the function's parameters are called:
/// `Module.Type.function(label:label:)`.
///
/// A parameter that is added or removed changes this name. The tasks that wait under the old one are still the function's:
/// their arguments are found by the parameters' names, and what does not decode is parked.
struct StoredSignature: Equatable, Sendable {
    /// The whole.
    let name: String
    /// What stands before the labels.
    let base: Substring
    private let labels: [Substring]

    /// - Parameter name: a stored name; nil is returned for one that somebody has chosen, unless it looks like the others.
    init?(_ name: String) {
        guard name.hasSuffix(")"), let open = name.lastIndex(of: "(") else { return nil }
        let list = name[open...].dropFirst().dropLast()
        guard list.isEmpty || list.hasSuffix(":") else { return nil }
        self.name = name
        self.base = name[..<open]
        self.labels = list.split(separator: ":")
    }

    /// Whether parameters were only added, or only removed.
    func differsByParametersAlone(from other: StoredSignature) -> Bool {
        base == other.base && (labels.holds(other.labels) || other.labels.holds(labels))
    }
}

extension [Substring] {
    /// Whether all these occur here in this order, with others between them or not.
    fileprivate func holds(_ others: [Substring]) -> Bool {
        var rest = others[...]
        for label in self where label == rest.first { rest = rest.dropFirst() }
        return rest.isEmpty
    }
}

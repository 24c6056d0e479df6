/// The stored name of a function, split into the parts that name its parameters and the rest:
/// `Module.Type.function(label:label:)`.
///
/// Adding or removing a parameter changes this name. Tasks that wait under the old name still belong to the function:
/// their arguments are found by the parameters' names, and a task that does not decode is parked.
struct StoredSignature: Equatable, Sendable {
    /// The whole name.
    let name: String
    /// The name without the labels.
    let base: Substring
    private let labels: [Substring]

    /// - Parameter name: A stored name. The result is nil for a name that the user has chosen, unless it has the same
    ///   form.
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
    /// Whether all these occur here in this order, possibly with others between them.
    fileprivate func holds(_ others: [Substring]) -> Bool {
        var rest = others[...]
        for label in self where label == rest.first { rest = rest.dropFirst() }
        return rest.isEmpty
    }
}

package import TaskModel

extension Priority {
    /// The priority's name, which is that of Swift's own.
    package var name: String { "\(self)" }

    /// - Parameter name: A priority's name; the result is nil for anything else.
    package init?(name: String) {
        guard let priority = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = priority
    }
}

package import TaskModel

extension TaskState {
    /// The state's name on the command line, in tables and in JSON.
    package var name: String { "\(self)" }

    /// - Parameter name: A state's name; the result is nil for anything else.
    package init?(name: String) {
        guard let state = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = state
    }
}

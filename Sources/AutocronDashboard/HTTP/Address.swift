import InspectionModel
import TaskModel

/// An address within the dashboard; its parts are encoded when it becomes text.
struct Address: Hashable, Sendable {
    /// A parameter of the query.
    struct Parameter: Hashable, Sendable {
        var name: String
        var value: String
    }

    private var path: String
    private var parameters: [Parameter] = []

    private init(path: String) {
        self.path = path
    }

    /// - Parameter path: The path of a route without a task.
    init(_ path: StaticString) {
        self.init(path: path.description)
    }

    /// The page of a task, or of a part of it.
    static func task(_ id: TaskID, _ part: StaticString = "") -> Address {
        Address(path: "/tasks/\(id)\(part)")
    }

    /// The same address with another parameter; nil and empty ones are left out.
    func with(_ name: StaticString, _ value: String?) -> Address {
        guard let value, !value.isEmpty else { return self }
        var address = self
        address.parameters.append(Parameter(name: name.description, value: value))
        return address
    }

    /// The same address with the parameters of a filter.
    func with(_ filter: TaskFilter) -> Address {
        with("state", filter.state.map { "\($0)" }).with("queue", filter.queue).with("name", filter.name)
    }

    /// The address as links and redirections have it: ASCII without spaces, quotes or line breaks.
    ///
    /// - Parameter prefix: The path below which the dashboard is mounted.
    func text(prefix: String) -> String {
        let query = parameters.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return prefix + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

extension Address {
    /// A task as JSON.
    static func apiTask(_ id: TaskID) -> Address {
        Address(path: "/api/tasks/\(id)")
    }
}

/// A method and a path, the right that it needs, the parameters that it knows, and its work.
///
/// The right and the parameters are checked before any work, in one place; see ``Responder``.
struct Route: Sendable {
    enum Work: Sendable {
        /// Reads, for GET. It has no way to change anything.
        case look(@Sendable (Visit) throws -> Answer)
        /// Changes something, for POST, and names the page that tells the outcome.
        case act(@Sendable (Visit, Steering) throws -> Address)
    }

    /// The path, in which `*` stands for a task's identifier.
    let path: String
    let right: DashboardAccess.Rights
    let parameters: Set<String>
    let work: Work

    var method: String {
        switch work {
        case .look: "GET"
        case .act: "POST"
        }
    }

    static func look(
        _ path: String, _ right: DashboardAccess.Rights, _ parameters: Set<String> = [],
        _ work: @escaping @Sendable (Visit) throws -> Answer
    ) -> Route {
        Route(path: path, right: right, parameters: parameters, work: .look(work))
    }

    static func act(
        _ path: String, _ right: DashboardAccess.Rights, _ parameters: Set<String> = [],
        _ work: @escaping @Sendable (Visit, Steering) throws -> Address
    ) -> Route {
        Route(path: path, right: right, parameters: parameters.union([FormToken.field]), work: .act(work))
    }
}

/// What a route's reading results in.
enum Answer: Sendable {
    case page(Page)
    case json(String)
    /// Plain text to be saved; the name is one of ours.
    case download(name: String, text: String)
    case asset(type: String, text: String)
}

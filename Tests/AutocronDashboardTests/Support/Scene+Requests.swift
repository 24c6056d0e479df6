import InspectionModel
import StoreAdministration
import TaskModel
import Testing

@testable import AutocronDashboard

extension DashboardRequest {
    static let token = "0123456789abcdef0123456789abcdef"

    /// What a browser sends that follows a link.
    static func get(_ target: String, _ headers: [DashboardHeader] = []) -> DashboardRequest {
        let own = [DashboardHeader("Host", "127.0.0.1:8080"), DashboardHeader("Cookie", "autocron-form=\(token)")]
        return DashboardRequest(method: "GET", target: target, headers: own + headers)
    }

    /// What a browser sends that submits a form.
    static func post(_ target: String, _ fields: [(String, String)], token: String? = token) -> DashboardRequest {
        let all = fields + (token.map { [("token", $0)] } ?? [])
        let body = all.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        var request = get(target)
        request.method = "POST"
        request.body = Array(body.utf8)
        request.headers += [
            DashboardHeader("Origin", "http://127.0.0.1:8080"),
            DashboardHeader("Content-Type", "application/x-www-form-urlencoded"),
        ]
        return request
    }

    /// The same request with another value of a field, or without the field.
    func with(_ name: String, _ value: String?) -> DashboardRequest {
        var request = self
        request.headers.removeAll { $0.name == name }
        if let value { request.headers.append(DashboardHeader(name, value)) }
        return request
    }
}

extension DashboardResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Scene {
    func get(
        _ target: String, _ access: DashboardAccess = .all, _ headers: [DashboardHeader] = []
    ) async -> DashboardResponse {
        await dashboard.respond(to: .get(target, headers), access: access)
    }

    func post(
        _ target: String, _ fields: [(String, String)], _ access: DashboardAccess = .all
    ) async -> DashboardResponse {
        await dashboard.respond(to: .post(target, fields), access: access)
    }

    /// A page that must be there.
    func page(_ target: String, _ access: DashboardAccess = .all) async throws -> Markup {
        let response = await get(target, access)
        try #require(response.status == 200, "\(target): \(response.text)")
        return try Markup(response.body)
    }

    /// An address of every page, the pages of tasks in every state included.
    func pages() throws -> [String] {
        let tasks = ids.values.map { "/tasks/\($0)" }
        let names = try store.functionNames().map(PercentEncoding.encode)
        let queues = try store.queueNames().map(PercentEncoding.encode)
        let recurring = try store.scheduleRows().map {
            PercentEncoding.encode(String(decoding: $0.name, as: UTF8.self))
        }
        let fixed = [
            "/", "/tasks", "/failures", "/functions", "/cron", "/queues", "/workers", "/settings", "/doctor", "/orders",
            "/help", "/tasks/retry", "/tasks/cancel", "/tasks/delete", "/doctor?check=integrity",
        ]
        return fixed + tasks + names.map { "/functions?name=\($0)" } + queues.map { "/queues?name=\($0)" }
            + recurring.map { "/cron?name=\($0)" } + names.map { "/tasks?name=\($0)" }
            + queues.map { "/tasks/retry?queue=\($0)&state=waiting" }
            + TaskState.allCases.map { "/tasks?state=\($0)" }
    }
}

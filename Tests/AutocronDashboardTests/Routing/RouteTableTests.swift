import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("Every route names its right", .serialized)
struct RouteTableTests {
    private static let rights: [(String, DashboardAccess.Rights)] = [
        ("see", .see), ("seeContents", .seeContents), ("steerTasks", .steerTasks), ("steerPool", .steerPool),
        ("delete", .delete),
    ]

    @Test("The table: method, path, and right")
    func table() {
        let lines = RouteTable.all.map { route in
            let right = Self.rights.first { $0.1 == route.right }?.0 ?? "none"
            return "\(route.method) \(route.path) \(right)"
        }
        #expect(
            lines.sorted() == [
                "GET / see", "GET /api/cron see", "GET /api/doctor see", "GET /api/settings see", "GET /api/status see",
                "GET /api/tasks see", "GET /api/tasks/* see", "GET /cron see", "GET /doctor see", "GET /failures see",
                "GET /functions see", "GET /help see", "GET /orders see", "GET /queues see", "GET /script.js see",
                "GET /settings see", "GET /style.css see", "GET /tasks see", "GET /tasks/* see",
                "GET /tasks/*/arguments seeContents", "GET /tasks/*/result seeContents",
                "GET /tasks/cancel steerTasks", "GET /tasks/delete delete", "GET /tasks/retry steerTasks",
                "GET /workers see", "POST /cron steerTasks", "POST /functions steerTasks",
                "POST /orders/stop steerTasks", "POST /pause steerPool", "POST /resume steerPool",
                "POST /settings steerPool", "POST /settings/unset steerPool", "POST /tasks/cancel steerTasks",
                "POST /tasks/cancel/all steerTasks", "POST /tasks/delete delete", "POST /tasks/delete/all delete",
                "POST /tasks/retry steerTasks", "POST /tasks/retry/all steerTasks",
            ])
    }

    @Test("Without its right, each route is refused and changes nothing, and with it, it is not refused for that")
    func walk() async throws {
        let scene = try Scene.rich()
        let before = try scene.content()
        for route in RouteTable.all {
            let target = route.path.replacing("*", with: "\(try scene.id("succeeded"))")
            var request = DashboardRequest.get(target)
            if route.method == "POST" {
                // Complete enough for each action, so that only the right stands before it.
                let fields = [
                    ("id", "\(try scene.id("failed"))"), ("what", "everything"), ("key", "workers"), ("value", "7"),
                    ("name", "App.report()"), ("until", "\(Int64.max)"), ("order", "1"),
                ]
                request = .post(target, fields.filter { route.parameters.contains($0.0) })
            }
            let without = DashboardAccess(DashboardAccess.all.rights.subtracting(route.right))
            let refused = await scene.dashboard.respond(to: request, access: without)
            #expect(refused.status == 403, "\(route.method) \(route.path)")
            #expect(await scene.dashboard.respond(to: request, access: .none).status == 403)
            #expect(try scene.content() == before, "\(route.method) \(route.path)")
            guard route.method == "GET" else { continue }
            let needed = DashboardAccess(route.right.union([.see, .seeContents]))
            let allowed = await scene.dashboard.respond(to: request, access: needed)
            #expect(allowed.status == 200, "\(route.method) \(route.path): \(allowed.text)")
            #expect(try scene.content() == before, "\(route.method) \(route.path)")
        }
    }

    @Test("The rights of viewers, operators, and of a dashboard that only reads or shows no contents")
    func access() {
        #expect(DashboardAccess.viewer.rights == .see)
        #expect(DashboardAccess.operator(named: "ada").rights == DashboardAccess.all.rights.subtracting(.delete))
        #expect(DashboardAccess.operator(named: "ada").name == "ada")
        var options = DashboardOptions()
        options.isReadOnly = true
        #expect(DashboardAccess.all.limited(by: options).rights == [.see, .seeContents])
        options.isRedacted = true
        #expect(DashboardAccess.all.limited(by: options).rights == .see)
    }

    @Test(
        "Other addresses and methods are answered by nothing",
        arguments: [
            ("GET", "/nothing", 404), ("GET", "/tasks/", 404), ("GET", "/tasks/1", 404), ("GET", "//", 404),
            ("GET", "/Tasks", 404), ("GET", "/tasks/%2e%2e/settings", 404), ("PUT", "/tasks", 405),
            ("POST", "/", 405), ("TRACE", "/", 405), ("GET", "/pause", 405),
            ("GET", "/tasks/01932c07-0000-7000-8000-000000000000", 404),
            ("GET", "/tasks/01932c07-0000-7000-8000-000000000000/more", 404),
            ("GET", "/api/tasks/01932c07-0000-7000-8000-000000000000", 404),
        ])
    func unknown(method: String, target: String, status: Int) async throws {
        let scene = try Scene()
        var request = DashboardRequest.get(target)
        request.method = method
        let response = await scene.dashboard.respond(to: request, access: .all)
        #expect(response.status == status)
        #expect((response.value(of: "Allow") != nil) == (status == 405))
    }

    @Test("HEAD is GET without the body")
    func head() async throws {
        let scene = try Scene()
        var request = DashboardRequest.get("/")
        request.method = "HEAD"
        let response = await scene.dashboard.respond(to: request, access: .all)
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }
}

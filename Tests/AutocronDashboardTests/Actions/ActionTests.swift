import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing

@testable import AutocronDashboard

@Suite("Actions, and what their pages tell", .serialized)
struct ActionTests {
    /// The notice on the page that an answer leads to.
    private func notice(_ response: DashboardResponse, _ scene: Scene) async throws -> String {
        #expect(response.status == 303, "\(response.text)")
        let page = try await scene.page(try #require(response.value(of: "Location")))
        return page.all.first { $0.attributes["role"] == "status" }?.text ?? ""
    }

    @Test("One task is retried, cancelled and deleted, and the page says so")
    func one() async throws {
        let scene = try Scene.rich()
        let id = try scene.id("failed")
        let fields = [("id", "\(id)")]
        #expect(try await notice(await scene.post("/tasks/retry", fields), scene) == "Retried 1 task.")
        #expect(try scene.state(id) == .waiting)
        #expect(
            try await notice(await scene.post("/tasks/retry", fields), scene)
                == "Retried 0 tasks; 1 was left unchanged (due already, or running).")
        #expect(try await notice(await scene.post("/tasks/cancel", fields), scene) == "Cancelled 1 task.")
        #expect(try scene.state(id) == .cancelled)
        #expect(try await notice(await scene.post("/tasks/delete", fields), scene) == "Deleted 1 task.")
        #expect(try scene.state(id) == nil)
        #expect(
            try await notice(await scene.post("/tasks/delete", fields), scene)
                == "Deleted 0 tasks; 1 was left unchanged (no longer there).")
    }

    @Test("Of several marked tasks some are changed, and the others left as they are")
    func marked() async throws {
        let scene = try Scene.rich()
        let fields = try ["failed", "crashed", "succeeded", "running"].map { ("id", "\(try scene.id($0))") }
        let told = try await notice(await scene.post("/tasks/retry", fields), scene)
        #expect(told == "Retried 2 tasks; 2 were left unchanged.")
        #expect(try scene.state(try scene.id("succeeded")) == .succeeded)
    }

    @Test("Two operators retry one task at once: it is retried once, and the second is told")
    func twice() async throws {
        let scene = try Scene.rich()
        let dashboard = scene.dashboard
        let request = DashboardRequest.post("/tasks/retry", [("id", "\(try scene.id("failed"))")])
        async let first = dashboard.respond(to: request, access: .operator(named: "ada"))
        async let second = dashboard.respond(to: request, access: .operator(named: "bob"))
        let locations = await [first, second].compactMap { $0.value(of: "Location") }
        #expect(locations.count { $0.contains("count=1&left=0") } == 1)
        #expect(locations.count { $0.contains("count=0&left=1&why=alreadyDue") } == 1)
    }

    @Test("Everything, a queue and a function are paused and resumed")
    func pauses() async throws {
        let scene = try Scene.rich()
        try scene.adopt(["tick()": "every 90000000 microseconds"], others: ["send()"])
        for (what, name) in [("everything", ""), ("queue", "default"), ("function", "send()"), ("function", "tick()")] {
            let fields = [("what", what), ("name", name)]
            let count = try scene.store.pauses().count
            #expect(try await notice(await scene.post("/pause", fields), scene) == "Paused.")
            #expect(try scene.store.pauses().count == count + 1)
            #expect(
                try await notice(await scene.post("/pause", fields), scene)
                    == "It was so already; nothing was changed.")
            #expect(try await notice(await scene.post("/resume", fields), scene) == "Resumed.")
            #expect(try scene.store.pauses().count == count)
        }
        #expect(await scene.post("/pause", [("what", "function"), ("name", "none()")]).status == 404)
    }

    @Test("Settings are stored and unset, and what is invalid or decided in code is refused with nothing changed")
    func settings() async throws {
        let scene = try Scene()
        let value = { try scene.store.settings().first { $0.setting == .workers }?.stored }
        #expect(
            try await notice(await scene.post("/settings", [("key", "workers"), ("value", "7")]), scene)
                == "The setting is stored.")
        #expect(try value() == .number(7))
        for wrong in ["0", "x", "-1", "99999999999999999999", ""] {
            #expect(await scene.post("/settings", [("key", "workers"), ("value", wrong)]).status == 400)
        }
        #expect(await scene.post("/settings", [("key", "none"), ("value", "1")]).status == 400)
        #expect(try value() == .number(7))
        _ = try await notice(await scene.post("/settings/unset", [("key", "workers")]), scene)
        #expect(try value() == nil)
        try scene.store.pin([.workers: .number(3)], servedQueues: nil)
        #expect(await scene.post("/settings", [("key", "workers"), ("value", "7")]).status == 409)
        #expect(try value() == nil)
    }

    @Test("A task is stored for a function that the program has, and refused otherwise")
    func store() async throws {
        let scene = try Scene()
        try scene.adopt([:], others: ["send(to:)"])
        let fields = [
            ("name", "send(to:)"), ("arguments", #"{"to":1}"#), ("queue", "mail"), ("priority", "high"),
            ("retries", "2"),
        ]
        let response = await scene.post("/functions", fields)
        #expect(try await notice(response, scene) == "Stored.")
        let page = try scene.store.tasks(matching: TaskFilter(name: "send(to:)"), after: nil, limit: 9)
        let task = try #require(page.tasks.first)
        #expect((task.priority, task.maxAttempts, String(decoding: task.queue, as: UTF8.self)) == (.high, 3, "mail"))
        let wrong = [
            ("arguments", "[1]"), ("arguments", "{"), ("priority", "urgent"), ("retries", "-1"), ("name", "no()"),
        ]
        for (name, value) in wrong {
            let others = fields.filter { $0.0 != name }
            #expect([400, 404].contains(await scene.post("/functions", others + [(name, value)]).status), "\(value)")
        }
        #expect(try scene.store.count(matching: TaskFilter()).count == 1)
    }

    @Test("A recurring function runs at once, and one that is gone does not")
    func runNow() async throws {
        let scene = try Scene()
        try scene.adopt(["tick()": "every 90000000 microseconds"])
        #expect(try await notice(await scene.post("/cron", [("name", "tick()")]), scene) == "Stored.")
        #expect(await scene.post("/cron", [("name", "none()")]).status == 404)
        try scene.adopt(["other()": "every 90000000 microseconds"])
        #expect(await scene.post("/cron", [("name", "tick()")]).status == 409)
        #expect(try scene.store.count(matching: TaskFilter()).count == 1)
    }

    // MARK: Orders

    @Test("An order for all that match is shown first, leaves alone what was stored later, and is listed")
    func order() async throws {
        let scene = try Scene()
        for _ in 0..<450 { try scene.add("f()") }
        try scene.add("g()")
        let page = try await scene.page("/tasks/cancel?name=f()&state=waiting")
        #expect(page.all("strong").first?.text == "Cancel 450 tasks")
        #expect(page.all("tbody").first?.children.count == 5)
        let form = try #require(page.all("form").first)
        var fields = form.all.filter { $0.name == "input" }.map {
            ($0.attributes["name"] ?? "", $0.attributes["value"] ?? "")
        }
        fields.removeAll { $0.0 == "token" }
        let late = try scene.add("f()", after: .seconds(60))
        let action = try #require(form.attributes["action"])
        let response = await scene.post(action, fields, .operator(named: "ada<b>"))
        #expect(response.value(of: "Location") == "/orders")
        scene.dashboard.responder.orders.waitUntilIdle()
        #expect(try scene.state(late) == .waiting)
        #expect(try scene.store.count(matching: TaskFilter(state: .cancelled)).count == 450)
        #expect(try scene.store.count(matching: TaskFilter(state: .waiting)).count == 2)
        let row = try await scene.page("/orders").all("tbody").first?.children.first?.children.map(\.text.trimmed) ?? []
        #expect(row.prefix(3) == ["1", "Cancel state waiting, function f()", "ada<b>"])
        #expect(row.dropFirst(4).first == "450")
        #expect(row.dropFirst(5).first?.hasPrefix("done") == true)
    }

    @Test("An order that is stopped ends after its present batch")
    func stop() async throws {
        let scene = try Scene()
        for _ in 0..<450 { try scene.add("f()") }
        let writer = try SideConnection(scene.folder.database)
        // No batch can be written while another connection writes.
        try writer.run("BEGIN IMMEDIATE")
        let until = WallTime.now().microseconds
        let given = await scene.post("/tasks/cancel/all", [("state", "waiting"), ("until", "\(until)")])
        #expect(given.status == 303)
        let page = try await scene.page("/orders")
        #expect(page.all("button").map(\.text) == ["Stop"])
        #expect(
            try await notice(await scene.post("/orders/stop", [("order", "1")]), scene)
                == "The order is being stopped.")
        #expect(await scene.post("/orders/stop", [("order", "1")]).status == 409)
        try writer.run("COMMIT")
        scene.dashboard.responder.orders.waitUntilIdle()
        let order = try #require(scene.dashboard.responder.orders.orders.first)
        #expect(order.state == .stopped)
        #expect(order.changed <= 200)
        #expect(try scene.store.count(matching: TaskFilter(state: .cancelled)).count == order.changed)
    }

    @Test("An order that does not run cannot be stopped, and a form without its instant gives none")
    func noOrder() async throws {
        let scene = try Scene.rich()
        let before = try scene.content()
        #expect(await scene.post("/orders/stop", [("order", "1")]).status == 409)
        #expect(await scene.post("/tasks/delete/all", [("state", "failed")]).status == 400)
        #expect(await scene.post("/tasks/delete/all", [("state", "no"), ("until", "1")]).status == 400)
        #expect(scene.dashboard.responder.orders.orders.isEmpty)
        #expect(try scene.content() == before)
    }

    @Test("An outcome in an address is a word of a list, and numbers")
    func outcomes() async throws {
        let scene = try Scene()
        for query in ["done=pwned", "done=retried&count=-1", "done=retried&count=x", "done=retried&why=me", "count=x"] {
            #expect(await scene.get("/tasks?\(query)").status == 400, "\(query)")
        }
    }
}

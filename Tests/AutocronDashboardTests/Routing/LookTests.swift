import Inspection
import Platform
import SQLiteStore
import Synchronization
import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("Looks: what has not changed is not read again", .serialized)
struct LookTests {
    private func tag(_ response: DashboardResponse) throws -> DashboardHeader {
        DashboardHeader("If-None-Match", try #require(response.value(of: "ETag")))
    }

    @Test("A look that finds nothing new is a 304, for which nothing is made")
    func unchanged() async throws {
        let scene = try Scene.rich()
        // Not in the last moments of a minute.
        let now = WallTime(microseconds: WallTime.now().microseconds / 60_000_000 * 60_000_000)
        let dashboard = Dashboard(scene.database, options: scene.options, shortCount: .seconds(600)) { now }
        for target in ["/", "/tasks", "/tasks/\(try scene.id("failed"))", "/failures", "/api/tasks"] {
            let first = await dashboard.respond(to: .get(target), access: .all)
            #expect(first.status == 200)
            let made = dashboard.responder.cache.made
            let second = await dashboard.respond(to: .get(target, [try tag(first)]), access: .all)
            #expect(second.status == 304, "\(target)")
            #expect(second.body.isEmpty)
            #expect(second.value(of: "ETag") == first.value(of: "ETag"))
            #expect(second.value(of: "Content-Security-Policy") != nil)
            #expect(dashboard.responder.cache.made == made)
            // Another viewer shares the answer.
            #expect(await dashboard.respond(to: .get(target), access: .all) == first)
            let token = String(repeating: "d", count: 32)
            let other = DashboardRequest.get(target).with("Cookie", "autocron-form=\(token)")
            let shared = await dashboard.respond(to: other, access: .all)
            #expect(shared.text == first.text.replacing(DashboardRequest.token, with: token))
            #expect(dashboard.responder.cache.made == made)
        }
    }

    @Test("A change, other rights, another token and another minute are new answers")
    func changed() async throws {
        let scene = try Scene.rich()
        let clock = Mutex(WallTime(microseconds: WallTime.now().microseconds / 60_000_000 * 60_000_000))
        let dashboard = Dashboard(scene.database, options: scene.options, shortCount: .seconds(600)) {
            clock.withLock { $0 }
        }
        let first = await dashboard.respond(to: .get("/tasks"), access: .all)
        let known = try tag(first)
        #expect(await dashboard.respond(to: .get("/tasks", [known]), access: .viewer).status == 200)
        let other = "autocron-form=\(String(repeating: "c", count: 32))"
        #expect(
            await dashboard.respond(to: .get("/tasks", [known]).with("Cookie", other), access: .all).status == 200)
        #expect(await dashboard.respond(to: .get("/tasks", [known]), access: .all).status == 304)
        try scene.add("App.new()")
        let second = await dashboard.respond(to: .get("/tasks", [known]), access: .all)
        #expect(second.status == 200)
        #expect(second.text.contains("App.new()"))
        clock.withLock { $0 = $0 + .seconds(60) }
        #expect(await dashboard.respond(to: .get("/tasks", [try tag(second)]), access: .all).status == 200)
    }

    @Test("An action of this dashboard is seen by the next look")
    func own() async throws {
        let scene = try Scene.rich()
        let known = try tag(await scene.get("/"))
        _ = await scene.post("/pause", [("what", "everything")])
        let page = await scene.get("/", .all, [known])
        #expect(page.status == 200)
        #expect(page.text.contains("Resume everything"))
    }

    @Test("A look that finds nothing new calls no verb of the store, and neither does a refusal")
    func verbs() async throws {
        let scene = try Scene.rich()
        let counting = CountingStore(scene.store)
        let store = scene.store
        let database = InspectedDatabase(store: counting, pool: scene.database.pool) { () throws(StoreError) in
            try store.changeCounter()
        }
        let now = WallTime.now()
        let dashboard = Dashboard(database, options: scene.options, shortCount: .seconds(600)) { now }
        #expect(counting.counted.count == 0)
        let first = await dashboard.respond(to: .get("/"), access: .all)
        let count = counting.counted.count
        #expect(count > 0)
        #expect(await dashboard.respond(to: .get("/", [try tag(first)]), access: .all).status == 304)
        #expect(await dashboard.respond(to: .get("/"), access: .all).status == 200)
        #expect(await dashboard.respond(to: .get("/"), access: .none).status == 403)
        #expect(await dashboard.respond(to: .get("/nothing"), access: .all).status == 404)
        #expect(await dashboard.respond(to: .post("/pause", [], token: nil), access: .all).status == 403)
        #expect(counting.counted.count == count)
    }

    @Test("Many viewers look one after the other")
    func oneAtATime() async throws {
        let scene = try Scene.rich()
        let counting = CountingStore(scene.store)
        // A store that does not count its changes is read at each look.
        let dashboard = Dashboard(InspectedDatabase(store: counting, pool: scene.database.pool))
        let statuses = await withTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                let target = number.isMultiple(of: 2) ? "/" : "/tasks"
                group.addTask { await dashboard.respond(to: .get(target), access: .all).status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 20))
        #expect(counting.counted.mostAtOnce == 1)
        #expect(dashboard.responder.cache.made == 20)
    }

    @Test("A store that does not count its changes has tags all the same: those of what a browser receives")
    func uncounted() async throws {
        let scene = try Scene.rich()
        let now = WallTime.now()
        let dashboard = Dashboard(
            InspectedDatabase(store: CountingStore(scene.store), pool: scene.database.pool), options: scene.options
        ) { now }
        let first = await dashboard.respond(to: .get("/tasks"), access: .all)
        #expect(await dashboard.respond(to: .get("/tasks", [try tag(first)]), access: .all).status == 304)
        try scene.add("App.new()")
        #expect(await dashboard.respond(to: .get("/tasks", [try tag(first)]), access: .all).status == 200)
    }

    @Test("A database that is closed, moved or busy is told of, and the next look may succeed")
    func trouble() async throws {
        let scene = try Scene.rich()
        #expect(await scene.get("/").status == 200)
        scene.store.close()
        let response = await scene.get("/")
        #expect(response.status == 503)
        #expect(try Markup(response.body).all("h1").first?.text == "Not available now")
        #expect(await scene.get("/api/status").value(of: "Content-Type") == DashboardResponse.json)
    }
}

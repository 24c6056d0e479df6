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
        let dashboard = Dashboard(scene.database, options: scene.options) { now }
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
            #expect(dashboard.responder.cache.made == made)
        }
    }

    @Test("A change, other rights, another token and another minute are new answers")
    func changed() async throws {
        let scene = try Scene.rich()
        let clock = Mutex(WallTime(microseconds: WallTime.now().microseconds / 60_000_000 * 60_000_000))
        let dashboard = Dashboard(scene.database, options: scene.options) { clock.withLock { $0 } }
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

import TestSupport
import Testing

@testable import AutocronDashboard

@Suite("What viewers without the right to see contents do not see")
struct RedactionTests {
    /// A database in which every content, and nothing else, holds a word.
    private func scene() throws -> Scene {
        let scene = try Scene.rich()
        let failure =
            #"{"kind":"crashed","message":"WORD","signal":11,"#
            + #""crash":{"reason":"WORD","frames":[],"standardError":"WORD"}}"#
        try SideConnection.run(
            """
            UPDATE autocron_tasks SET arguments = '{"a":"WORD"}', progress_message = 'WORD', \
            outcome = CASE state WHEN 2 THEN '"WORD"' WHEN 3 THEN '\(failure)' END;
            UPDATE autocron_attempts SET outcome = '\(failure)'
            """, in: scene.folder.database)
        return scene
    }

    private func targets(_ scene: Scene) throws -> [String] {
        try scene.pages().filter {
            !["/tasks/retry", "/tasks/cancel", "/tasks/delete"].contains($0.prefix { $0 != "?" })
        }
            + ["/api/status", "/api/tasks", "/api/cron"] + scene.ids.values.map { "/api/tasks/\($0)" }
    }

    @Test("Contents are on no page and in no JSON; sizes, signals and states are")
    func redacted() async throws {
        let scene = try scene()
        for target in try targets(scene) {
            let response = await scene.get(target, .viewer)
            #expect(response.status == 200, "\(target)")
            #expect(!response.text.contains("WORD"), "\(target)")
        }
        let text = try await scene.page("/tasks/\(try scene.id("crashed"))", .viewer).text
        #expect(text.contains("(12 bytes)"))
        #expect(text.contains("SIGSEGV"))
        #expect(await scene.get("/tasks/\(try scene.id("succeeded"))/result", .viewer).status == 403)
    }

    @Test("Whoever may see contents does, on the same pages")
    func shown() async throws {
        let scene = try scene()
        for target in ["/", "/tasks", "/tasks/\(try scene.id("crashed"))", "/api/tasks"] {
            #expect(await scene.get(target).text.contains("WORD"), "\(target)")
        }
    }

    @Test("A dashboard that shows no contents shows them to nobody")
    func option() async throws {
        let scene = try scene()
        scene.options.isRedacted = true
        for target in try targets(scene) { #expect(!(await scene.get(target).text.contains("WORD")), "\(target)") }
    }

    @Test("Values of secret keys are veiled for all: on the page, in JSON, and in the download")
    func veiled() async throws {
        let scene = try Scene.rich()
        let id = try scene.id("succeeded")
        for target in ["/tasks/\(id)", "/tasks/\(id)/result", "/api/tasks/\(id)", "/tasks/\(try scene.id("waiting"))"] {
            let text = await scene.get(target).text
            #expect(text.contains("(veiled)"), "\(target)")
            #expect(!text.contains("hush"), "\(target)")
        }
    }
}

import Foundation
import SQLiteStore
import TaskModel
import TestMessages
import TestSupport
import Testing

@Suite("Settings from the command line", .serialized)
struct SettingsTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    private func run(_ arguments: String...) async throws -> Tool {
        try await Tool.run(["settings", scratch.database] + arguments)
    }

    private func value(_ key: String) async throws -> (value: Any?, source: String?) {
        let found = try await run("--json").objects().first { $0["key"] as? String == key }
        return (found?["value"], found?["source"] as? String)
    }

    @Test("All are listed, with where they come from")
    func list() async throws {
        _ = try Fixture(scratch)
        let tool = try await run()
        #expect(tool.status == 0)
        #expect(tool.lines.count == Setting.allCases.count + 1)
        for setting in Setting.allCases { #expect(tool.output.contains("\n\(setting.key) ")) }
        let json = try await run("--json").json()
        #expect(try JSONDocument().disagreements(with: json, in: "settings") == [])
        #expect(try await run("shutdown-grace").lines.count == 2)
    }

    @Test("One is set, shown in status, and reset")
    func set() async throws {
        _ = try Fixture(scratch)
        let tool = try await run("shutdown-grace=90s", "argumentLimit=2MiB")
        #expect(tool.status == 0)
        #expect(tool.complaint.isEmpty)
        #expect(tool.lines == ["shutdown-grace = 90s  for the next end", "argument-limit = 2MiB  for the next call"])
        #expect(try await value("shutdown-grace") as? (Double, String) ?? (0, "") == (90, "stored"))
        let status = try await Tool.run("status", scratch.database)
        #expect(status.output.contains("settings: shutdown-grace 90s (stored), argument-limit 2MiB (stored)"))
        #expect(try await run("--reset", "shutdown-grace").status == 0)
        #expect(try await value("shutdown-grace").source == "default")
        #expect(try await value("argument-limit").source == "stored")
        #expect(try await run("--reset").status == 0)
        #expect(try await value("argument-limit").source == "default")
    }

    @Test(
        "What makes no sense is wrong usage, and nothing of it is stored",
        arguments: [
            (["shutdown-grace=5s", "wrkers=3"], "there is no setting 'wrkers'; did you mean 'workers'?"),
            (
                ["shutdown-grace=5s", "workers=0"],
                "'0' makes no sense for 'workers'; it must be a number from 1 to 1000"
            ),
            (["workers=4", "--reset"], "say --reset or 'workers=…', not both"),
            (["=3"], "there is no setting ''; 'autocron settings' lists them"),
            (["durability=maybe"], "it must be normal or full"), (["result-time-to-live=30"], "such as 30s, 10m, 2h"),
        ])
    func refused(arguments: [String], complaint: String) async throws {
        let fixture = try Fixture(scratch)
        let tool = try await Tool.run(["settings", scratch.database] + arguments)
        #expect(tool.status == 2)
        #expect(tool.complaint.contains(complaint))
        #expect(try fixture.store.read { connection throws(StoreError) in try connection.storedSettings() }.isEmpty)
    }

    // MARK: On a live pool

    private func workers() async throws -> Set<Int> {
        let status = try await Tool.run("status", scratch.database, "--json").object()
        return Set((status["workers"] as? [[String: Any]] ?? []).compactMap { $0["process"] as? Int })
    }

    @Test("Workers grow and shrink live, and a surplus one finishes what it runs")
    func resize() async throws {
        let app = try await App.started(scratch, workers: nil)
        // Pinned by nobody: the application was started without a number.
        #expect(try await value("workers").source == "default")
        #expect(try await run("workers=3").status == 0)
        for name in ["a", "b", "c"] { try await app.call(.gate(name, pipe: scratch.gate(name))) }
        // Three run side by side only in three workers.
        for name in ["a", "b", "c"] { try await app.expect(.began(name)) }
        #expect(try await run("workers=1").status == 0)
        for name in ["a", "b", "c"] { scratch.open(gate: name) }
        for name in ["a", "b", "c"] { try await app.expect(.ended(name)) }
        for number in 0..<2 { _ = try await app.store(.echo("after\(number)")) }
        try await app.waitUntilIdle()
        let first = try await app.expect(.began("after0"))
        let second = try await app.expect(.began("after1"))
        #expect(first.process == second.process)
        #expect(app.events(.log(.warning)).isEmpty && app.events(.log(.error)).isEmpty)
    }

    @Test("What code says has no rival: the stored value is kept, and the command says that it has no effect")
    func pinned() async throws {
        let app = try await App.started(scratch, workers: 2)
        let tool = try await run("workers=5")
        #expect(tool.status == 0)
        #expect(tool.complaint.contains("workers has no effect now: the code of the application says 2"))
        #expect(try await value("workers") as? (Int, String) ?? (0, "") == (2, "code"))
        #expect(try await value("cancellation-grace") as? (Double, String) ?? (0, "") == (0.5, "code"))
        #expect(try await run().output.contains("workers: 5 is stored, but the application's code decides"))
        _ = try await app.store(.echo("still"))
        try await app.expect(.began("still"))
        #expect(try await workers().count == 2)
    }

    @Test("A limit that is set while workers run counts for them")
    func liveLimit() async throws {
        let app = try await App.started(scratch, workers: 1)
        _ = try await app.store(.echo("first"))
        let first = try await app.expect(.began("first")).process
        #expect(try await run("maximum-tasks-per-worker=1").status == 0)
        _ = try await app.store(.echo("second"))
        try await app.expect(.began("second"))
        _ = try await app.store(.echo("third"))
        #expect(try await app.expect(.began("third")).process != first)
    }
}

import Foundation
import TaskModel
import TestSupport
import Testing

@Suite("Looking into a database", .serialized)
struct ListingTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    private func names(_ arguments: String...) async throws -> [String] {
        let tool = try await Tool.run(["tasks", scratch.database, "--json"] + arguments)
        return try tool.objects().compactMap { $0["name"] as? String }
    }

    @Test("Filters leave the tasks that they say, in a useful order")
    func filters() async throws {
        _ = try Fixture.rich(scratch)
        #expect(try await names().first == "App.report()")
        #expect(try await names().count == 9)
        #expect(try await names("--limit", "2").count == 2)
        #expect(try await names("--state", "failed") == ["App.crashes()", "App.fails()"])
        #expect(try await names("--state", "running") == ["App.runs()"])
        #expect(try await names("--state", "parked") == ["App.unknown()"])
        #expect(try await names("--state", "waiting") == ["App.waits(for:)", "App.report()", "App.later()"])
        #expect(try await names("--queue", "mail") == ["App.later()"])
        #expect(try await names("--name", "App.done()", "--state", "succeeded") == ["App.done()"])
        for filter in [["--queue", "none"], ["--name", "none"], ["--state", "parked", "--queue", "mail"]] {
            let tool = try await Tool.run(["tasks", scratch.database] + filter)
            #expect(tool.status == 1)
            #expect(tool.complaint == "autocron: no task matches; 'autocron status' counts them\n")
        }
    }

    @Test("A search goes along all tasks of a state, page by page")
    func pages() async throws {
        let fixture = try Fixture(scratch)
        try fixture.add("App.first()")
        for number in 0..<2_500 { try fixture.add("App.other\(number % 7)()", queue: number % 2 == 0 ? "a" : "b") }
        #expect(try await names("--name", "App.first()") == ["App.first()"])
        #expect(try await names("--name", "App.first()", "--state", "waiting") == ["App.first()"])
        #expect(try await names("--queue", "b", "--limit", "1000").count == 1_000)
    }

    @Test("One task is shown whole, or without what is private")
    func show() async throws {
        let fixture = try Fixture(scratch)
        let id = try fixture.end("App.fails(for:)", .failed(Failure(.threw, message: "secret paper")), attempts: 2)
        let tool = try await Tool.run("show", scratch.database, id.uppercased())
        #expect(tool.status == 0)
        #expect(tool.lines.first == "task       \(id)")
        for line in ["name       App.fails(for:)", "state      failed", "attempts   2 of 2", "failure    secret paper"]
        {
            #expect(tool.lines.contains(line))
        }
        #expect(tool.lines.contains("earlier attempts"))
        for form in [[], ["--json"]] {
            let redacted = try await Tool.run(["show", scratch.database, id, "--redact"] + form)
            #expect(redacted.status == 0)
            #expect(!redacted.output.contains("secret"))
        }
        let unknown = try await Tool.run("show", scratch.database, "01932c07-1b6a-7c3e-9d2f-000000000000")
        #expect(unknown.status == 1)
        #expect(unknown.complaint.contains("there is no task 01932c07-"))
    }

    @Test("A crash is explained: reason, calls and last words, escaped, or without what is private")
    func crash() async throws {
        let fixture = try Fixture(scratch)
        let story = CrashDetails(
            reason: "Fatal error: secret \u{1B}[31m",
            frames: [
                .init(function: "pick(_:)", file: "/src/App.swift", line: 9, column: 5, times: 31),
                .init(function: "evil\u{202E}", file: "/src/\u{7}.swift", line: 3, column: 0),
            ],
            standardError: "secret line\n\u{1B}]0;owned\u{7}")
        let id = try fixture.end("App.crashes()", .failed(Failure(.crashed, signal: 4, crash: story)))
        let tool = try await Tool.run("show", scratch.database, id)
        for line in [
            "the crash", #"  Fatal error: secret \u{1B}[31m"#, "  pick(_:) at /src/App.swift:9:5, 31 times",
            #"  evil\u{202E} at /src/\u{07}.swift:3"#, "what it wrote to standard error last", "  secret line",
            #"  \u{1B}]0;owned\u{07}"#,
        ] {
            #expect(tool.lines.contains(line), "\(line)")
        }
        let object = try await Tool.run("show", scratch.database, id, "--json").object()
        let task = try #require(object["task"] as? [String: Any])
        let crash = try #require((task["failure"] as? [String: Any])?["crash"] as? [String: Any])
        #expect(crash["reason"] as? String == story.reason)
        #expect(crash["standard_error"] as? String == story.standardError)
        #expect((crash["frames"] as? [[String: Any]])?.first?["line"] as? Int == 9)
        for command in ["tasks", "status"] {
            let listed = try await Tool.run(command, scratch.database, "--json")
            #expect(listed.output.contains("/src/App.swift"))
            #expect(!listed.output.contains("secret line"), "a list leaves it to 'show'")
        }
        for form in [[], ["--json"]] {
            let redacted = try await Tool.run(["show", scratch.database, id, "--redact"] + form)
            #expect(!redacted.output.contains("secret"))
            #expect(redacted.output.contains("/src/App.swift"))
        }
    }

    @Test(
        "Ends of worker and application together are told from other interruptions, and when they count",
        arguments: [(1, "1, the last one by the end of worker"), (2, "2, the last 2 by the end of worker")])
    func unattributed(count: Int64, words: String) async throws {
        let fixture = try Fixture(scratch)
        let id = try fixture.end("App.victim()", .unattributed(Failure(.crashed)), attempts: count)
        let tool = try await Tool.run("show", scratch.database, id)
        let line = try #require(tool.lines.first { $0.hasPrefix("interruptions") })
        #expect(line.contains(words + " and application together; 3 such ends in a row count as a failed attempt"))
        let json = try await Tool.run("show", scratch.database, id, "--json").object()
        #expect(json["unattributed"] as? Int64 == count && json["interruptions"] as? Int64 == count)
    }

    @Test("Other interruptions are counted alone")
    func interrupted() async throws {
        let id = try Fixture(scratch).end("App.stopped()", .interrupted)
        let tool = try await Tool.run("show", scratch.database, id)
        #expect(tool.lines.contains { $0.hasPrefix("interruptions") && $0.hasSuffix(" 1") })
    }

    @Test("Whatever somebody stored, the terminal shows it escaped")
    func escaping() async throws {
        let fixture = try Fixture(scratch)
        let evil = "evil\u{1B}]0;owned\u{7}\n\u{202E}\u{9B}31m"
        let id = try fixture.end(evil, .failed(Failure(.threw, message: "why: " + evil)), attempts: 2)
        try fixture.add("App.broken()", #"{"text":"\#(evil)"}"#, queue: evil, key: evil)
        try SideConnection.run(
            "UPDATE autocron_tasks SET name = CAST(x'FF1B00FE' AS TEXT), arguments = x'FF1B5B' WHERE name = 'App.broken()'",
            in: scratch.database
        )
        try fixture.adopt([evil: evil])
        let commands = [
            ["status"], ["tasks"], ["show", "@", id], ["cron"], ["doctor"], ["status", "@", "--json"],
            ["tasks", "@", "--json"], ["show", "@", id, "--json"], ["cron", "@", "--json"], ["show", "@", evil],
            ["enqueue", "@", "f", evil], ["tasks", "@", "--name", evil + "?"], ["next", evil],
        ]
        for command in commands {
            let arguments = command.count == 1 ? command + [scratch.database] : command
            let tool = try await Tool.run(arguments.map { $0 == "@" ? scratch.database : $0 })
            let scalars = (tool.output + tool.complaint).unicodeScalars
            let bad = scalars.filter {
                $0 != "\n" && ($0.value < 32 || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}")
            }
            #expect(bad.isEmpty, "\(command): \(bad)")
            #expect(!tool.output.isEmpty || !tool.complaint.isEmpty)
        }
        let list = try await Tool.run("tasks", scratch.database)
        #expect(list.output.contains(#"evil\u{1B}]0;owned\u{07}\n\u{202E}\u{9B}31m"#))
        #expect(list.output.contains(#"\xFF\u{1B}\u{00}\xFE"#))
    }

    @Test("Tables fit the width that COLUMNS gives", arguments: [40, 60, 80, 120])
    func width(columns: Int) async throws {
        _ = try Fixture.rich(scratch)
        for command in ["tasks", "cron"] {
            let tool = try await Tool.run(command, scratch.database, environment: ["COLUMNS": String(columns)])
            #expect(tool.lines.count > 2)
            for line in tool.lines { #expect(line.unicodeScalars.count <= columns, "\(line)") }
        }
    }

    @Test("Recurring functions, in words")
    func cron() async throws {
        _ = try Fixture.rich(scratch)
        let tool = try await Tool.run("cron", scratch.database)
        #expect(tool.status == 0)
        #expect(tool.output.contains("at 09:30 on Monday to Friday"))
        #expect(tool.output.contains("every 90 s"))
        #expect(tool.output.contains("Europe/Berlin"))
    }

    @Test("A resting database says that nobody works on it")
    func resting() async throws {
        _ = try Fixture.rich(scratch)
        let tool = try await Tool.run("status", scratch.database)
        #expect(tool.status == 0)
        #expect(tool.output.contains("no application hosts workers; waiting tasks will not run"))
        #expect(tool.output.contains("3 waiting, 1 running, 1 succeeded, 2 failed, 1 cancelled, 1 parked"))
        #expect(tool.output.contains("crashed with signal 11 (SIGSEGV)"))
    }
}

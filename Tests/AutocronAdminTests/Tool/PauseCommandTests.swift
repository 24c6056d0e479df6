import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

@Suite("Pausing, resuming and running by hand", .serialized)
struct PauseCommandTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    private func run(_ command: String, _ arguments: String...) async throws -> Tool {
        try await Tool.run([command, scratch.database] + arguments)
    }

    // MARK: At rest

    @Test(
        "A pause says what it did, and resuming undoes it",
        arguments: [
            ([], "everything"), (["--queue", "mail"], "queue 'mail'"), (["--task", "App.tick()"], "'App.tick()'"),
        ])
    func pause(options: [String], words: String) async throws {
        try Fixture(scratch).adopt(["App.tick()": "every 90000000 microseconds"])
        let database = scratch.database
        #expect(try await Tool.run(["pause", database] + options).output == "paused \(words)\n")
        #expect(try await Tool.run(["pause", database] + options).output == "\(words) was paused already\n")
        let status = try await run("status")
        #expect(status.lines[1].hasPrefix("PAUSED: \(words)"))
        let examined = try await run("doctor")
        #expect(examined.output.contains("paused: \(words)"))
        #expect(try await Tool.run(["resume", database] + options).output == "resumed \(words)\n")
        let again = try await Tool.run(["resume", database] + options)
        #expect(again.status == 1)
        #expect(again.complaint.contains("nothing is"))
        #expect(try await !run("status").output.contains("PAUSED"))
    }

    @Test("What is paused by itself outlives the pause of everything, and is named")
    func layers() async throws {
        _ = try Fixture(scratch)
        _ = try await run("pause", "--queue", "mail")
        let early = try await run("resume")
        #expect(early.status == 1)
        #expect(early.complaint == "autocron: everything is not paused as a whole; paused are: queue 'mail'\n")
        _ = try await run("pause")
        let tool = try await run("resume")
        #expect(tool.status == 0)
        #expect(tool.complaint == "autocron: still paused: queue 'mail'\n")
    }

    @Test("JSON tells what is paused, and the queue, and the recurring functions")
    func json() async throws {
        let fixture = try Fixture(scratch)
        try fixture.adopt(["App.tick()": "every 90000000 microseconds"])
        try fixture.add("App.send()", queue: "mail")
        _ = try await run("pause", "--task", "App.tick()")
        _ = try await run("pause", "--queue", "mail")
        let status = try await run("status", "--json").object()
        let paused = try #require(status["paused"] as? [[String: Any]])
        #expect(paused.map { $0["what"] as? String } == ["queue", "recurring function"])
        #expect(paused.map { $0["name"] as? String } == ["mail", "App.tick()"])
        #expect(paused[0]["since"] is String)
        let queues = try #require(status["queues"] as? [[String: Any]])
        #expect(queues.first { $0["name"] as? String == "mail" }?["paused"] as? Bool == true)
        let cron = try await run("cron", "--json").objects()
        #expect(cron[0]["paused"] as? Bool == true)
        #expect(cron[0]["next"] is NSNull)
        #expect(try await run("cron").output.contains("PAUSED"))
    }

    @Test("A function that no program has is refused, with near names")
    func unknown() async throws {
        try Fixture(scratch).adopt(["App.tick()": "every 90000000 microseconds"])
        let tool = try await run("pause", "--task", "App.tock()")
        #expect(tool.status == 1)
        #expect(tool.complaint.hasSuffix("has no function 'App.tock()'; did you mean 'App.tick()'?\n"))
        #expect(try await run("pause", "--task", "tick").complaint.contains("did you mean 'App.tick()'?"))
    }

    @Test(
        "Options that make no sense are wrong usage",
        arguments: [["--queue", "a", "--task", "b"], ["--queue", ""], ["--task", ""], ["everything"]])
    func usage(options: [String]) async throws {
        _ = try Fixture(scratch)
        for command in ["pause", "resume"] {
            #expect(try await Tool.run([command, scratch.database] + options).status == 2)
        }
    }

    @Test("Storing a task says when a pause keeps it, or when no program has its function")
    func enqueueNotes() async throws {
        try Fixture(scratch).adopt(["App.tick()": "every 90000000 microseconds"])
        let unknown = try await run("enqueue", "App.tik()")
        #expect(unknown.status == 0)
        #expect(unknown.complaint.contains("will be parked; did you mean 'App.tick()'?"))
        _ = try await run("pause", "--queue", "mail")
        let paused = try await run("enqueue", "App.tick()", "--queue", "mail")
        #expect(paused.complaint == "autocron: queue 'mail' is paused, so it waits until 'autocron resume --queue'\n")
        _ = try await run("pause")
        #expect(try await run("enqueue", "App.tick()").complaint.contains("everything is paused"))
    }

    @Test("Storing a task or a run says so when its function's tasks are paused, but not for a pause of instants")
    func functionNotes() async throws {
        let fixture = try Fixture(scratch)
        let held = "autocron: 'App.tick()' is paused, so it waits until 'autocron resume --task'\n"
        _ = try await run("pause", "--task", "App.tick()")
        #expect(try await run("enqueue", "App.tick()").complaint == held)
        // It becomes one that recurs; the pause of its tasks stays.
        try fixture.adopt(["App.tick()": "every 90000000 microseconds", "App.tock()": "every 90000000 microseconds"])
        #expect(try await run("run", "App.tick()").complaint == held)
        _ = try await run("pause", "--task", "App.tock()")
        #expect(try await run("run", "App.tock()").complaint.isEmpty)
        #expect(try await run("enqueue", "App.tock()").complaint.isEmpty)
        _ = try await run("pause", "--queue", "default")
        #expect(try await run("run", "App.tock()").complaint.contains("queue 'default' is paused"))
    }

    @Test(
        "Where nothing matches a filter, the names that were probably meant are proposed",
        arguments: [
            (["--name", "App.tock()"], "did you mean 'App.tick()'?"), (["--queue", "mial"], "did you mean 'mail'?"),
            (["--name", "App.tick()"], "'autocron "), (["--queue", "zzz"], "'autocron "),
        ])
    func nearFilters(options: [String], hint: String) async throws {
        let fixture = try Fixture(scratch)
        try fixture.adopt(["App.tick()": "every 90000000 microseconds"])
        try fixture.add("App.other()", queue: "mail")
        for command in [["tasks"], ["retry", "--all"], ["cancel", "--all"], ["delete", "--all"]] {
            let tool = try await Tool.run([command[0], scratch.database] + command.dropFirst() + options)
            #expect(tool.status == 1)
            #expect(tool.complaint.hasPrefix("autocron: no task matches; \(hint)"))
        }
    }

    @Test("Running a recurring function stores a task of it")
    func runNow() async throws {
        let fixture = try Fixture(scratch)
        try fixture.adopt(["App.tick()": "every 90000000 microseconds"])
        let tool = try await run("run", "App.tick()")
        #expect(tool.status == 0)
        #expect(tool.complaint.isEmpty)
        #expect(try fixture.state(String(tool.output.dropLast())) == .waiting)
    }

    @Test(
        "What cannot be run is refused with advice",
        arguments: [
            ("App.tock()", "there is no recurring function 'App.tock()'; did you mean 'App.tick()'?"),
            ("Other.thing()", "'autocron cron' lists those that there are"),
            ("App.old()", "does not have the recurring function 'App.old()' any more"),
            ("App.send(to:)", "'App.send(to:)' does not recur; 'autocron enqueue' stores a task of it"),
        ])
    func runRefused(name: String, complaint: String) async throws {
        let fixture = try Fixture(scratch)
        try fixture.adopt(["App.tick()": "every 90000000 microseconds", "App.old()": "every 90000000 microseconds"])
        try fixture.adopt(["App.tick()": "every 90000000 microseconds"], others: ["App.send(to:)"])
        let tool = try await run("run", name)
        #expect(tool.status == 1)
        #expect(tool.complaint.contains(complaint))
        #expect(try fixture.counts().isEmpty)
    }

    // MARK: On a live pool

    @Test("A paused queue starts nothing while others do, and what waits starts at once when it is resumed")
    func liveQueue() async throws {
        let app = try await App.started(scratch, workers: 1)
        #expect(try await run("pause", "--queue", "slow").status == 0)
        _ = try await run("enqueue", "TestApp.echo(_:)", #"{"text":"slow"}"#, "--queue", "slow", "--priority", "high")
        _ = try await run("enqueue", "TestApp.echo(_:)", #"{"text":"quick"}"#, "--priority", "background")
        // Were the queue not paused, its task would come first.
        try await app.expect(.began("quick"))
        #expect(app.events(.began("slow")).isEmpty)
        #expect(try await run("resume", "--queue", "slow").status == 0)
        try await app.expect(.began("slow"), within: 5)
    }

    @Test("A paused function's tasks let others by, a running one goes on, and they start at once when it is resumed")
    func liveFunction() async throws {
        let app = try await App.started(scratch, workers: 1)
        try await app.call(.nap("long", seconds: 600))
        try await app.expect(.began("long"))
        #expect(try await run("pause", "--task", "TestApp.nap(_:seconds:)").output.hasPrefix("paused "))
        try await app.call(.nap("held", seconds: 0))
        let running = try await run("tasks", "--state", "running", "--json").objects()
        #expect(running.count == 1)
        #expect(try await run("cancel", try #require(running[0]["id"] as? String)).status == 0)
        try await app.expect(.cancelled("long"))
        _ = try await app.store(.echo("other"))
        try await app.expect(.began("other"))
        try await app.waitUntilIdle()
        let waiting = try await run("tasks", "--state", "waiting")
        #expect(waiting.output.contains("its function is paused"))
        #expect(app.events(.began("held")).isEmpty)
        #expect(try await run("resume", "--task", "TestApp.nap(_:seconds:)").status == 0)
        try await app.expect(.began("held"), within: 5)
    }

    @Test("A pause of everything holds over the application's restart")
    func liveRestart() async throws {
        let first = try await App.started(scratch, workers: 1)
        #expect(try await run("pause").status == 0)
        _ = try await first.store(.echo("kept"))
        try await first.waitUntilIdle()
        try await first.stop(within: 5)
        first.endInput()
        try await first.expectEnd()
        let second = try await App.started(scratch, workers: 1)
        try await second.waitUntilIdle()
        #expect(second.events(.began).isEmpty)
        #expect(try await run("resume").status == 0)
        try await second.expect(.began("kept"), within: 5)
    }

    @Test("Recurring functions stand still while everything is paused, can be run by hand, and go on when resumed")
    func liveRecurring() async throws {
        let app = try App("CronTestApp", [scratch.database])
        try await app.expect(.fired("tick"))
        #expect(try await run("pause").status == 0)
        let name = try #require(try await run("cron", "--json").objects().first?["name"] as? String)
        let tool = try await run("run", name)
        #expect(tool.complaint.contains("everything is paused"))
        #expect(try await run("resume").status == 0)
        let id = String(tool.output.dropLast())
        let shown = try await Tool.run("show", scratch.database, id, "--json").object()
        #expect((shown["task"] as? [String: Any])?["scheduled_for"] is NSNull)
        while !app.events(.fired("tick")).isEmpty { try await app.expect(.fired("tick")) }
        try await app.expect(.fired("tick"))
        app.process.terminate()
    }
}

import Foundation
import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import TestSupport
import Testing

@Suite("Steering tasks at rest", .serialized)
struct BulkActionTests {
    let scratch: TemporaryFolder
    let fixture: Fixture

    init() throws {
        scratch = try TemporaryFolder()
        fixture = try Fixture(scratch)
    }

    private func run(_ command: String, _ arguments: String...) async throws -> Tool {
        try await Tool.run([command, scratch.database] + arguments)
    }

    @Test("A failed task is tried again, keeps its story, and gets one more attempt")
    func retry() async throws {
        let id = try fixture.end("App.fails()", .failed(Failure(.threw, message: "out of paper")))
        let tool = try await run("retry", id)
        #expect(tool.status == 0)
        #expect(tool.output == "retried 1 task\n")
        let details = try fixture.store.read { connection throws(StoreError) in
            try TaskID(id).flatMap { id throws(StoreError) in try connection.details(id) }
        }
        #expect(details?.summary.state == .waiting)
        #expect(details?.summary.maxAttempts == 2)
        #expect(details?.earlier.map(\.failure?.message) == ["out of paper"])
        try fixture.store.write { connection throws(StoreError) in
            let claimed = try connection.claim(
                Claimant(slot: "w", limit: 1, knows: { _ in true }), now: WallTime.now())
            #expect(claimed.tasks.count == 1)
        }
    }

    @Test("Retrying everything means what failed; others by their state")
    func retryAll() async throws {
        for _ in 0..<450 { try fixture.end("App.fails()", .failed(Failure(.threw))) }
        let cancelled = try fixture.end("App.stopped()", .cancelled)
        let later = try fixture.add("App.later()", after: 3_600_000_000)
        #expect(try await run("retry", "--all", "--name", "App.none()").status == 1)
        #expect(try await run("retry", "--all").output == "retried 450 tasks\n")
        #expect(try fixture.state(cancelled) == .cancelled)
        #expect(try await run("retry", "--all", "--state", "cancelled").output == "retried 1 task\n")
        #expect(try await run("retry", later).output == "retried 1 task\n")
        #expect(try fixture.counts() == [.waiting: 452])
    }

    @Test("What cannot be retried is refused, with the reason; the others are")
    func retryRefused() async throws {
        let done = try fixture.end("App.done()", .succeeded(nil))
        let failed = try fixture.end("App.fails()", .failed(Failure(.threw)))
        let (running, _) = try fixture.start("App.runs()")
        let unknown = "01932c07-1b6a-7c3e-9d2f-000000000000"
        let tool = try await run("retry", done, failed, running, unknown)
        #expect(tool.status == 1)
        #expect(tool.complaint.hasPrefix("autocron: retried 1 of 4 tasks: task \(done) has succeeded"))
        #expect(tool.complaint.contains("task \(running) is due already, or runs"))
        #expect(tool.complaint.contains("task \(unknown) does not exist"))
        #expect(try fixture.state(failed) == .waiting)
    }

    @Test("A unique key that another task now holds keeps a task from coming back")
    func retryDuplicate() async throws {
        let first = try fixture.add("App.waits()", key: "paper")
        #expect(try await run("cancel", first).status == 0)
        let second = try fixture.add("App.waits()", key: "paper")
        let tool = try await run("retry", first)
        #expect(tool.status == 1)
        #expect(tool.complaint.contains("has a unique key that task \(second) now holds"))
        #expect(try await run("delete", second).status == 0)
        #expect(try await run("retry", first).status == 0)
        #expect(try fixture.add("App.waits()", key: "paper") != first)
        #expect(try fixture.counts() == [.waiting: 1])
    }

    @Test("Cancelling, by identifiers and by filter")
    func cancel() async throws {
        let waiting = try fixture.add("App.waits()")
        let (running, _) = try fixture.start("App.runs()")
        let done = try fixture.end("App.done()", .succeeded(nil))
        #expect(try await run("cancel", waiting, running, waiting).output == "cancelled 2 tasks\n")
        #expect(try fixture.state(waiting) == .cancelled)
        #expect(try fixture.state(running) == .running)
        let shown = try await run("show", running)
        #expect(shown.output.contains("running, being cancelled"))
        let refused = try await run("cancel", done)
        #expect(refused.status == 1)
        #expect(refused.complaint == "autocron: task \(done) has ended already\n")
        for number in 0..<5 { try fixture.add("App.mail()", queue: "mail", after: number % 2 == 0 ? 1_000_000_000 : 0) }
        #expect(try await run("cancel", "--all", "--queue", "mail").output == "cancelled 5 tasks\n")
        #expect(try await run("cancel", "--all", "--queue", "mail").status == 1)
    }

    @Test("Deleting leaves what runs, and what waits unless it is asked for")
    func delete() async throws {
        let (running, _) = try fixture.start("App.runs()")
        let failed = try fixture.end("App.fails()", .failed(Failure(.threw)), attempts: 3)
        try fixture.end("App.done()", .succeeded(nil))
        try fixture.add("App.waits()")
        #expect(try await run("delete", running).complaint.contains("runs; 'autocron cancel' stops it"))
        #expect(try await run("delete", failed).output == "deleted 1 task\n")
        #expect(try await run("delete", "--all").output == "deleted 1 task\n")
        #expect(try fixture.counts() == [.running: 1, .waiting: 1])
        #expect(try await run("delete", "--all", "--state", "waiting").output == "deleted 1 task\n")
        #expect(try await run("delete", "--all", "--state", "running").status == 1)
        #expect(try fixture.counts() == [.running: 1])
    }

    @Test("Storing a task by its name")
    func enqueue() async throws {
        let tool = try await run(
            "enqueue", "App.send(to:)", #"{"to":"ada"}"#, "--queue", "mail", "--priority", "low", "--retries", "3",
            "--at", "2050-01-01T00:00:00Z"
        )
        #expect(tool.status == 0)
        let id = String(tool.output.dropLast())
        let shown = try await Tool.run("show", scratch.database, id, "--json").object()
        let task = try #require(shown["task"] as? [String: Any])
        #expect(task["name"] as? String == "App.send(to:)")
        #expect(task["queue"] as? String == "mail")
        #expect(task["priority"] as? String == "low")
        #expect(task["max_attempts"] as? Int == 4)
        #expect(task["due"] as? String == "2050-01-01T00:00:00Z")
        #expect(shown["arguments"] as? [String: String] == ["to": "ada"])
        #expect(try await run("enqueue", "App.plain()").status == 0)
    }

    @Test(
        "Arguments that are no JSON object are refused", arguments: ["[1]", "7", "null", "{", "", "{'a':1}", #""a""#])
    func enqueueRefused(arguments: String) async throws {
        let tool = try await run("enqueue", "App.plain()", arguments)
        #expect(tool.status == 1)
        #expect(tool.complaint.contains("are no JSON object"))
        #expect(try fixture.counts().isEmpty)
    }

    @Test("A task may be retried as often as a number can say")
    func enqueueForEver() async throws {
        let tool = try await run("enqueue", "App.plain()", "--retries", String(Int.max))
        #expect(tool.status == 0)
        let id = try #require(TaskID(tool.output.trimmingCharacters(in: .newlines)))
        let line = try fixture.store.read { connection throws(StoreError) in try connection.details(id)?.summary }
        #expect(line?.maxAttempts == .max)
    }

    @Test("What an application could not have stored is refused, and the longest that it could is taken")
    func enqueueLimits() async throws {
        let longest = String(repeating: "q", count: TaskLimits.queue)
        #expect(try await run("enqueue", "f", "--queue", longest).status == 0)
        let queue = try await run("enqueue", "f", "--queue", longest + "q")
        #expect(queue.status == 2)
        #expect(queue.complaint.contains("the queue's name takes 201 bytes, and 200 are allowed"))
        #expect(try await run("enqueue", String(repeating: "n", count: TaskLimits.name + 1)).status == 2)
        let nested = String(repeating: "[", count: 501) + String(repeating: "]", count: 501)
        let deep = try await run("enqueue", "f", #"{"a":\#(nested)}"#)
        #expect(deep.status == 1)
        #expect(deep.complaint.contains("more than 500 arrays and objects"))
        try fixture.store.write { connection throws(StoreError) in
            try connection.set(.number(1_000), for: .argumentLimit)
        }
        let large = try await run("enqueue", "f", #"{"a":"\#(String(repeating: "x", count: 1_000))"}"#)
        #expect(large.status == 1)
        #expect(large.complaint.contains("the arguments take 1008 bytes, and 1000 are allowed"))
        #expect(try fixture.counts() == [.waiting: 1])
    }

    @Test("Everything means also what was stored before the clock was set back")
    func clockSetBack() async throws {
        try fixture.add("App.early()")
        try fixture.store.write { connection throws(StoreError) in
            try connection.statement("UPDATE autocron_tasks SET created = created + 3600000000").run()
        }
        #expect(try await run("cancel", "--all").output == "cancelled 1 task\n")
    }
}

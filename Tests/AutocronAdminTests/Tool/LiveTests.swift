import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

@Suite("Steering a live pool", .serialized)
struct LiveTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    private func run(_ command: String, _ arguments: String...) async throws -> Tool {
        try await Tool.run([command, scratch.database] + arguments)
    }

    private func onlyTask() async throws -> String {
        let running = try await Tool.run("tasks", scratch.database, "--state", "running", "--json").objects()
        return try #require(running.first?["id"] as? String)
    }

    @Test("Status knows the pool's process, its workers, and what they run")
    func status() async throws {
        let app = try await App.started(scratch, workers: 2)
        try await app.call(.reporting("half"))
        let worker = Int(try await app.expect(.began("half")).process)
        // So that each list has an element.
        try Fixture(scratch).end("App.fails()", .failed(Failure(.crashed, message: "so", signal: 5)))
        _ = try await run("pause", "--queue", "mail")
        let tool = try await run("status", "--json")
        #expect(tool.status == 0)
        let status = try tool.object()
        let pool = try #require(status["pool"] as? [String: Any])
        #expect(pool["hosted"] as? Bool == true)
        #expect(pool["process"] as? Int == Int(app.processID))
        let workers = try #require(status["workers"] as? [[String: Any]])
        #expect(workers.count == 2)
        let busy = try #require(workers.first { $0["process"] as? Int == worker })
        #expect(try #require(busy["memory_bytes"] as? Int) > 1_000_000)
        let task = try #require(busy["task"] as? [String: Any])
        #expect((task["name"] as? String)?.contains("reporting") == true)
        #expect(task["progress"] as? Double == 0.5)
        #expect(task["progress_message"] as? String == "half")
        let since = try Date(
            #require(busy["since"] as? String), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        #expect(abs(since.timeIntervalSinceNow) < 60)
        #expect(try JSONDocument().disagreements(with: status, in: "status") == [])
        let words = try await run("status")
        #expect(words.output.contains("process \(app.processID) hosts 2 workers since "))
        #expect(words.output.contains("50 % half"))
    }

    @Test("A stored task runs at once")
    func enqueue() async throws {
        let app = try await App.started(scratch, workers: 1)
        let start = Date()
        let tool = try await run("enqueue", "TestApp.echo(_:)", #"{"text":"hello"}"#)
        #expect(tool.status == 0)
        try await app.expect(.began("hello"))
        #expect(Date().timeIntervalSince(start) < 5)
    }

    @Test("A running task is stopped")
    func cancel() async throws {
        let app = try await App.started(scratch, workers: 1)
        try await app.call(.nap("long", seconds: 600))
        try await app.expect(.began("long"))
        let tool = try await run("cancel", try await onlyTask())
        #expect(tool.output == "cancelled 1 task\n")
        try await app.expect(.cancelled("long"))
    }

    @Test("A failed task is tried again at once")
    func retry() async throws {
        let app = try await App.started(scratch, workers: 1)
        let id = try await app.store(.failing("again", times: 3))
        for attempt in 1...3 { try await app.expect(.began("again", attempt: attempt)) }
        // The handle's answer comes once the failure is stored.
        app.send(.value(of: id, as: .number))
        try await app.expect(.error)
        #expect(try await run("retry", id).status == 0)
        try await app.expect(.began("again", attempt: 4))
    }

    @Test("What would lock everybody out is refused while a pool is alive")
    func refused() async throws {
        let app = try await App.started(scratch, workers: 1)
        for command in [["vacuum"], ["delete-database", "--yes"]] {
            let tool = try await Tool.run([command[0], scratch.database] + command.dropFirst())
            #expect(tool.status == 1)
            #expect(tool.complaint.contains("an application (process \(app.processID)) hosts workers on"))
        }
        #expect(try await run("doctor").status == 0)
        #expect(try await run("backup", scratch.path + "/copy.db").status == 0)
        _ = try await app.store(.echo("still"))
        try await app.expect(.began("still"))
    }

    @Test("The doctor sees that all workers wait for tasks that no worker is left to start")
    func standstill() async throws {
        let app = try await App.started(scratch, workers: 1)
        let id = try await app.store(.awaiting("a"))
        try await app.expect(.log(.error, "the only worker waits"))
        let tool = try await run("doctor")
        #expect(tool.status == 1)
        #expect(
            tool.output.contains("problem  standstill: the only worker waits for tasks that no worker is left to start")
        )
        #expect(tool.output.contains("'TestApp.awaiting(_:)' (task \(id)) for 'TestApp.square(_:)'"))
        #expect(try await run("cancel", id).status == 0)
        try await app.waitUntilIdle()
        let later = try await run("doctor")
        #expect(later.status == 0)
        #expect(later.output.contains("good     standstill"))
    }

    @Test("Status and doctor tell of queues with due tasks that the application does not serve")
    func unserved() async throws {
        let app = try await App.started(scratch, workers: 1, "serves=mail")
        for number in 0..<2 { _ = try await app.store(.queued("render \(number)", queue: "gpu")) }
        _ = try await app.store(.queuedLater("later", queue: "night", seconds: 600))
        try await app.expectValue("letter!", of: app.store(.queued("letter", queue: "mail")))
        let words = try await run("status")
        #expect(words.output.contains("nobody serves queues with due tasks: gpu (2)\n"))
        let queues = try #require(try await run("status", "--json").object()["queues"] as? [[String: Any]])
        let served = queues.reduce(into: [:]) { $0[$1["name"] as? String ?? ""] = $1["served"] as? Bool }
        #expect(served == ["default": false, "gpu": false, "night": false])
        let examined = try await run("doctor")
        #expect(examined.status == 0)
        #expect(
            examined.output.contains("warning  served: the application takes no tasks of queues with due ones: gpu (2)")
        )
        #expect(examined.output.contains("'Configuration.servedQueues'"))
        _ = try await run("pause", "--queue", "gpu")
        #expect(try await run("doctor").output.contains("good     served"))
        #expect(try await !run("status").output.contains("nobody serves"))
        _ = try await run("resume", "--queue", "gpu")
        try await app.stop(within: 5)
        // Then all wait, for one and the same reason.
        #expect(try await !run("status").output.contains("nobody serves"))
        #expect(try await run("doctor").output.contains("good     served"))
    }

    @Test("After the application's end the database is at rest")
    func ended() async throws {
        let app = try await App.started(scratch, workers: 1)
        try await app.stop(within: 5)
        app.endInput()
        try await app.expectEnd()
        let tool = try await run("status")
        #expect(tool.output.contains("no application hosts workers"))
        #expect(try await run("delete-database", "--yes").status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }
}

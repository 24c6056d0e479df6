#if PostgreSQL
import Foundation
import Platform
import PostgresStore
import TaskModel
import TestSupport
import Testing

/// The command line on a database that is on a server.
@Suite("A PostgreSQL database", .serialized, .enabled(if: PostgresServer.address != nil))
struct ServerTests {
    private let address: String
    private let store: PostgresStore
    private let now = WallTime.now()

    init() throws {
        address = PostgresServer.newDatabase()
        store = try PostgresStore(address)
    }

    private func add(_ name: String, queue: String = "default") throws -> String {
        let task = NewTask(
            id: .make(), name: name, arguments: Array(#"{"to":"ann"}"#.utf8), created: now, runAt: now, queue: queue)
        _ = try store.insert(task)
        return task.id.description
    }

    private func state(_ id: String) throws -> TaskState? {
        try TaskID(id).flatMap { try store.task($0)?.state }
    }

    @Test("It is shown like a file")
    func shown() async throws {
        let id = try add("App.send()", queue: "mail")
        let claimant = Claimant(slot: "worker-1", limit: 1, knows: { _ in true })
        _ = try add("App.later()")
        let claim = try store.recordAndClaim([], for: claimant, rotation: QueueRotation(), now: now).claim
        let list = try await Tool.run("tasks", address, "--json").objects()
        #expect(list.count == 2)
        let status = try await Tool.run("status", address, "--json")
        #expect(status.status == 0)
        #expect(try status.object()["database"] as? String == store.location)
        let shown = try await Tool.run("show", address, id, "--json").object()
        #expect((shown["task"] as? [String: Any] ?? shown)["name"] as? String == "App.send()")
        #expect(claim.tasks.count == 1)
        let declared = DeclaredSchedule(name: "purge()", spec: "hourly", options: RunOptions())
        _ = try store.synchronizeSchedules(
            Build(description: "a build", schedules: [declared], functions: ["purge()"]), now: now)
        for command in ["status", "tasks", "cron", "settings"] {
            let tool = try await Tool.run(command, address)
            #expect(tool.status == 0, "\(command)")
            #expect(tool.complaint.isEmpty, "\(command): \(tool.complaint)")
            #expect(!tool.output.isEmpty)
        }
        // The task in 'worker-1' is an orphan here, which is a warning.
        let doctor = try await Tool.run("doctor", address)
        #expect(doctor.output.contains("PostgreSQL") && doctor.output.contains("dead workers still count as running"))
        #expect(doctor.output.contains("good     served: which queues are served is not known"))
        let counts = try await Tool.run("status", address, "--json").object()
        #expect(try #require(counts["queues"] as? [[String: Any]]).allSatisfy { $0["served"] is NSNull })
    }

    @Test("It is steered like a file")
    func steered() async throws {
        let id = try add("App.send()", queue: "mail")
        #expect(try await Tool.run("pause", address, "--queue", "mail").status == 0)
        let claimant = Claimant(slot: "worker-1", limit: 9, knows: { _ in true })
        #expect(try store.recordAndClaim([], for: claimant, rotation: QueueRotation(), now: now).claim.tasks.isEmpty)
        #expect(try await Tool.run("resume", address, "--queue", "mail").status == 0)
        #expect(try await Tool.run("cancel", address, id).status == 0)
        #expect(try state(id) == .cancelled)
        #expect(try await Tool.run("retry", address, id).status == 0)
        #expect(try state(id) == .waiting)
        #expect(try await Tool.run("settings", address, "workers=3").status == 0)
        #expect(try store.storedSettings() == [.workers: .number(3)])
        #expect(try await Tool.run("delete", address, id).status == 0)
        #expect(try state(id) == nil)
    }

    @Test(
        "What concerns a file is refused in one sentence",
        arguments: [["vacuum", "@"], ["backup", "@", "copy.db"], ["delete-database", "@", "--yes"]])
    func filesOnly(command: [String]) async throws {
        let tool = try await Tool.run(command.map { $0 == "@" ? "postgres://ann:hidden@127.0.0.1/app" : $0 })
        #expect(tool.status == 1)
        #expect(tool.complaint.hasPrefix("autocron: this command is for files, and the database is on a server; "))
        #expect(tool.complaint.split(separator: "\n").count == 1 && !tool.complaint.contains("hidden"))
    }

    @Test("A database without our tables, or without a server, is left as it is")
    func refused() async throws {
        let empty = try await Tool.run("status", PostgresServer.newDatabase())
        #expect(empty.status == 3 && empty.complaint.contains("holds no tasks of autocron"))
        let nowhere = try await Tool.run("status", "postgres://ann:hidden@127.0.0.1:1/app")
        #expect(nowhere.status == 3 && nowhere.complaint.contains("postgres://ann@127.0.0.1:1/app"))
        #expect(!nowhere.complaint.contains("hidden"))
    }
}
#endif

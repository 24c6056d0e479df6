import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@Suite("Housekeeping", .serialized)
struct HousekeepingTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    private func run(_ command: String, _ arguments: String...) async throws -> Tool {
        try await Tool.run([command, scratch.database] + arguments)
    }

    private func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    @Test("Old outcomes go, young ones stay")
    func prune() async throws {
        let fixture = try Fixture(scratch)
        for _ in 0..<250 { try fixture.end("App.done()", .succeeded(nil)) }
        try fixture.end("App.fails()", .failed(Failure(.threw)), attempts: 2)
        try fixture.add("App.waits()")
        #expect(try await run("prune").status == 1)
        #expect(try await run("prune", "--older-than", "0s").output == "deleted 251 tasks\n")
        #expect(try fixture.counts() == [.waiting: 1])
    }

    @Test("A mass of old outcomes goes without filling the disk with the log")
    func pruneMany() async throws {
        let fixture = try Fixture(scratch)
        try fixture.store.write { connection throws(StoreError) in
            try connection.statement(
                """
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000) \
                INSERT INTO autocron_tasks(uuid, state, queue, level, run_at, name, arguments, created, max_attempts, \
                started, finished, outcome) SELECT randomblob(16), 2, 1, 1, n, 'work', zeroblob(300), n, 1, n, \
                abs(random() % 1000000), zeroblob(50) FROM numbers
                """
            ).run()
        }
        #expect(try Checkpointer(file: fixture.store.file).run(shrinks: true)?.isComplete == true)
        #expect(try await run("prune").output == "deleted 20000 tasks\n")
        // It gets shorter only with the next commit in a quiet moment, so this is the longest that it was.
        #expect(fixture.store.walSize < 40_000_000)
    }

    @Test("Holes are given back")
    func vacuum() async throws {
        let fixture = try Fixture(scratch)
        let text = #"{"text":"\#(String(repeating: "x", count: 20_000))"}"#
        for _ in 0..<100 { try fixture.add("App.large()", text) }
        fixture.store.close()
        #expect(try await run("delete", "--all", "--state", "waiting").status == 0)
        let tool = try await run("vacuum")
        #expect(tool.status == 0)
        let size = try FileManager.default.attributesOfItem(atPath: scratch.database)[.size] as? Int
        #expect(try #require(size) < 200_000)
        #expect(try await run("doctor").status == 0)
    }

    @Test("A copy is whole, is a database of its own, and overwrites nothing")
    func backup() async throws {
        let fixture = try Fixture.rich(scratch)
        let copy = scratch.path + "/copy.db"
        let tool = try await run("backup", copy)
        #expect(tool.status == 0)
        #expect(tool.output.hasPrefix("copied "))
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try await Tool.run("tasks", copy, "--json").objects().count == 9)
        #expect(try fixture.counts().values.reduce(0, +) == 9)
        let again = try await run("backup", copy)
        #expect(again.status == 1)
        #expect(again.complaint.contains("was left as it is; name another"))
        #expect(try await run("backup", scratch.path + "/none/copy.db").status == 1)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).allSatisfy { !$0.contains("partial") })
    }

    @Test("The doctor finds what is wrong, and says what to do")
    func doctor() async throws {
        _ = try Fixture.rich(scratch)
        let tool = try await Tool.run("doctor", scratch.database, "--json")
        #expect(tool.status == 0)
        let levels = Dictionary(
            uniqueKeysWithValues: try tool.objects().map {
                ($0["check"] as? String ?? "", $0["level"] as? String ?? "")
            })
        #expect(levels["integrity"] == "good")
        #expect(levels["permissions"] == "good")
        #expect(levels["parked"] == "warning")
        #expect(levels["orphans"] == "warning")
        unsafe chmod(scratch.database, 0o644)
        let words = try await run("doctor")
        #expect(words.output.contains("warning  permissions: mode 644"))
        #expect(words.output.contains("chmod 600"))
    }

    @Test("A folder of workers into which others may write is a problem")
    func openFolder() async throws {
        let fixture = try Fixture(scratch)
        let directory = PoolDirectory(database: fixture.store.file.path)
        try directory.prepare()
        #expect(try await run("doctor").status == 0)
        unsafe chmod(directory.path, 0o777)
        let tool = try await run("doctor")
        #expect(tool.status == 1)
        #expect(
            tool.output.contains("problem  permissions: the folder '\(directory.path)' can be written by other users"))
    }

    @Test("A clock that was set back, and a damaged file, are problems")
    func problems() async throws {
        let fixture = try Fixture(scratch)
        for number in 0..<200 { try fixture.add("App.number\(number)()") }
        try SideConnection.run("UPDATE autocron_tasks SET created = created + 86400000000", in: scratch.database)
        let late = try await run("doctor")
        #expect(late.status == 1)
        #expect(late.output.contains("problem  clock: the clock is 2"))
        fixture.store.close()
        // Into the file, and over the middle of its pages.
        try SideConnection.run("PRAGMA wal_checkpoint(TRUNCATE)", in: scratch.database)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: scratch.database))
        let size = try file.seekToEnd()
        try file.seek(toOffset: size / 2 / 4_096 * 4_096)
        try file.write(contentsOf: Data(repeating: 0x55, count: 12_288))
        try file.close()
        let damaged = try await run("doctor")
        #expect(damaged.status == 1 || damaged.status == 3)
        #expect(damaged.output.contains("problem  integrity") || damaged.complaint.contains("is damaged"))
    }

    @Test("A database is deleted with everything beside it, if somebody says so")
    func delete() async throws {
        try Fixture(scratch).store.close()
        let asked = try await run("delete-database")
        #expect(asked.status == 1)
        #expect(asked.complaint.contains("add --yes"))
        #expect(exists(scratch.database))
        let tool = try await run("delete-database", "--yes")
        #expect(tool.status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test("A database that somebody has open, or that holds more than tasks, is not deleted")
    func deleteRefused() async throws {
        let fixture = try Fixture(scratch)
        try fixture.add("App.waits()")
        let open = try await run("delete-database", "--yes")
        #expect(open.status == 1)
        #expect(open.complaint.contains("open; end it first"))
        try fixture.add("App.waits()")
        fixture.store.close()
        try SideConnection.run("CREATE TABLE orders(id INTEGER)", in: scratch.database)
        let shared = try await run("delete-database", "--yes")
        #expect(shared.status == 1)
        #expect(shared.complaint.contains("also holds a table of the application ('orders'…)"))
        #expect(exists(scratch.database))
    }

    @Test("Nothing of a pool stays behind when its database is deleted")
    func deletePool() async throws {
        let fixture = try Fixture(scratch)
        let directory = PoolDirectory(database: fixture.store.file.path)
        fixture.store.close()
        try directory.prepare()
        for path in [directory.lock, directory.slot(named: "a"), directory.crashReport(named: "a")] {
            try Data().write(to: URL(fileURLWithPath: path))
        }
        #expect(try await run("delete-database", "--yes").status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test("A lock is never made by who only looks whether it is held, and one that cannot be opened counts as held")
    func lock() async throws {
        let fixture = try Fixture(scratch)
        let directory = PoolDirectory(database: fixture.store.file.path)
        fixture.store.close()
        try directory.prepare()
        #expect(try await run("vacuum").status == 0)
        #expect(!exists(directory.lock))
        // For root every file can be opened; a link cannot by anybody.
        try FileManager.default.createSymbolicLink(atPath: directory.lock, withDestinationPath: "elsewhere")
        for command in [["vacuum"], ["delete-database", "--yes"]] {
            let tool = try await Tool.run([command[0], scratch.database] + command.dropFirst())
            #expect(tool.status == 3)
            #expect(tool.complaint.contains("cannot open '\(directory.lock)'"))
        }
        #expect(exists(scratch.database))
    }

    @Test("A copy to a name that means no file is refused")
    func backupNames() async throws {
        _ = try Fixture(scratch)
        for name in [":memory:", "file:copy.db", ""] {
            #expect(try await run("backup", name).status == 2, "\(name)")
        }
    }

    private static let hasFullDisk = FileManager.default.fileExists(atPath: "/dev/full")

    @Test(
        "Output that cannot be written is no success, and complaints that cannot be are no crash",
        .enabled(if: hasFullDisk))
    func fullDisk() async throws {
        try Fixture(scratch).store.close()
        let lost = try await Tool.run(
            ["status", scratch.database], launcher: ["/bin/sh", "-c", #"exec "$@" >/dev/full"#, "sh"])
        #expect(lost.status == 1)
        #expect(lost.complaint.contains("not all of the output could be written"))
        for redirection in ["2>/dev/full", "2>&-"] {
            let silent = try await Tool.run(
                ["status", scratch.path + "/none"], launcher: ["/bin/sh", "-c", #"exec "$@" \#(redirection)"#, "sh"])
            #expect(silent.status == 3, "\(redirection)")
        }
    }
}

import CSQLite
import Foundation
import SQLiteStore
import TestSupport
import Testing

@Suite("What cannot be used is refused, and left as it is", .serialized)
struct RefusalTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    /// Every command that takes a database, with what else it needs.
    static let commands: [[String]] = {
        let id = "01932c07-1b6a-7c3e-9d2f-000000000000"
        return [
            ["status"], ["tasks"], ["show", "@", id], ["retry", "@", id], ["cancel", "@", "--all"],
            ["delete", "@", "--all"], ["enqueue", "@", "f()"], ["cron"], ["prune"], ["vacuum"],
            ["backup", "@", "@.copy"], ["doctor"], ["delete-database", "@", "--yes"],
        ]
    }()

    private func run(_ command: [String], on path: String) async throws -> Tool {
        let arguments = command.count == 1 ? command + [path] : command
        return try await Tool.run(arguments.map { $0.replacingOccurrences(of: "@", with: path) })
    }

    private func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: scratch.path).sorted()
    }

    @Test("A wrong path makes no file", arguments: commands)
    func missing(command: [String]) async throws {
        let tool = try await run(command, on: scratch.database)
        #expect(tool.status == 3)
        #expect(tool.complaint == "autocron: there is no database '\(scratch.database)'; check the path\n")
        #expect(tool.output.isEmpty)
        #expect(try files().isEmpty)
    }

    @Test("A missing folder, a folder, another file", arguments: commands)
    func wrongFile(command: [String]) async throws {
        #expect(try await run(command, on: scratch.path + "/none/app.db").complaint.contains("there is no folder"))
        #expect(try await run(command, on: scratch.path).complaint.contains("is a folder"))
        try Data("hello, hello, hello, hello".utf8).write(to: URL(fileURLWithPath: scratch.database))
        let tool = try await run(command, on: scratch.database)
        #expect(tool.status == 3)
        #expect(tool.complaint.contains("is not an SQLite database, and was left as it is"))
        #expect(try files() == ["app.db"])
    }

    @Test("Another program's database", arguments: commands, ["DELETE", "WAL"])
    func foreign(command: [String], mode: String) async throws {
        try SideConnection.run("PRAGMA journal_mode = \(mode)", in: scratch.database)
        try SideConnection.run("CREATE TABLE orders(id INTEGER PRIMARY KEY)", in: scratch.database)
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.database))
        let tool = try await run(command, on: scratch.database)
        #expect(tool.status == 3)
        #expect(tool.complaint.contains("holds no tasks of autocron, and was left as it is; name another file"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.database)) == before)
        #expect(try files() == ["app.db"])
    }

    @Test("A later build's tables", arguments: commands)
    func newer(command: [String]) async throws {
        _ = try Fixture(scratch)
        try SideConnection.run("UPDATE autocron_schema SET version = 99", in: scratch.database)
        let tool = try await run(command, on: scratch.database)
        #expect(tool.status == 3)
        #expect(tool.complaint.contains("have version 99, written by a later build of autocron"))
    }

    @Test("A database that somebody has locked")
    func locked() async throws {
        let fixture = try Fixture(scratch)
        fixture.store.close()
        let side = try SideConnection(scratch.database)
        try side.run("PRAGMA locking_mode = EXCLUSIVE")
        try side.run("BEGIN EXCLUSIVE")
        let tool = try await Tool.run("status", scratch.database)
        #expect(tool.status == 3)
        #expect(tool.complaint.contains("stayed locked by another connection"))
    }

    @Test("A file that cannot be written", arguments: [["status"], ["enqueue", "@", "f()"]])
    func readOnly(command: [String]) async throws {
        try Fixture(scratch).store.close()
        unsafe chmod(scratch.database, 0o444)
        // For root no file is read-only.
        let nobody = getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups"] : []
        guard nobody.first.map(FileManager.default.isExecutableFile) ?? true else { return }
        let arguments = command.count == 1 ? command + [scratch.database] : command
        let tool = try await Tool.run(
            arguments.map { $0.replacingOccurrences(of: "@", with: scratch.database) }, launcher: nobody)
        #expect(tool.status == 3)
        #expect(tool.complaint.contains("cannot be opened for writing"))
    }

    @Test(
        "Wrong usage",
        arguments: [
            ["status"], ["frob"], ["show", "x.db", "no-id"], ["tasks", "x.db", "--limit", "0"],
            ["tasks", "x.db", "--state", "sleeping"], ["retry", "x.db"],
            ["retry", "x.db", "--all", "01932c07-1b6a-7c3e-9d2f-000000000000"],
            ["cancel", "x.db", "01932c07-1b6a-7c3e-9d2f-000000000000", "--name", "f"], ["enqueue", "x.db"],
            ["enqueue", "x.db", ""], ["enqueue", "x.db", "f", "--after", "1h", "--at", "2030-01-01T00:00:00Z"],
            ["prune", "x.db", "--older-than", "old"], ["next"], ["next", "* * *"],
            ["next", "* * * * *", "--time-zone", "Mars"], ["next", "* * * * *", "--count", "0"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let tool = try await Tool.run(arguments)
        #expect(tool.status == 2)
        #expect(tool.output.isEmpty)
        #expect(tool.complaint.hasPrefix("autocron: "))
        #expect(arguments.first == "next" || tool.complaint.split(separator: "\n").count == 1)
    }
}

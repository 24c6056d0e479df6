import Foundation
import TaskModel
import TestSupport
import Testing

/// JSON.md as the tests read it: the keys of each section.
struct JSONDocument {
    private var sections: [String: [String]] = [:]

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let path = folder.appendingPathComponent("../../../Sources/AdminCommands/JSON.md").standardized
        var section = ""
        for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            guard line.hasPrefix("| `"), let key = line.split(separator: "`").dropFirst().first else { continue }
            sections[section, default: []].append(String(key))
        }
    }

    /// The paths that a command may print, with those of the objects that its keys hold.
    func paths(_ section: String) -> Set<String> {
        let own = sections[section] ?? []
        return own.reduce(into: Set()) { paths, key in
            let object = Self.objects["\(section) \(key)"]
            if object == nil || !key.hasSuffix("[]") { paths.insert(key) }
            for inner in object.map(self.paths) ?? [] { paths.insert("\(key).\(inner)") }
        }
    }

    /// Which keys hold one of the objects that are described once.
    private static let objects = [
        "task failure": "failure", "status workers[].task": "task", "status last_failures[]": "task",
        "tasks []": "task",
        "show task": "task", "show earlier_attempts[].failure": "failure", "cron [].last_run": "task",
    ]

    /// What a printed value has and this document has not, and the other way round.
    ///
    /// - Parameters:
    ///   - value: what a command printed.
    ///   - section: the command.
    ///   - opaque: keys whose values are not ours.
    /// - Returns: the paths; none where the two agree.
    func disagreements(with value: Any, in section: String, opaque: Set<String> = []) -> [String] {
        let documented = paths(section)
        var printed = Printed()
        printed.read(value, at: "", opaque: opaque)
        let undocumented = printed.paths.filter { path in
            !documented.contains(path) && !documented.contains { $0.hasPrefix(path + ".") }
        }
        // Where an object may be missing, so may its keys.
        let missing = documented.subtracting(printed.paths).filter { path in
            !printed.nulls.contains { path.hasPrefix($0 + ".") }
        }
        return undocumented.map { "not in JSON.md: \($0)" } + missing.map { "not printed: \($0)" }
    }

    /// The paths in a value: of keys in objects and, as `[]`, of elements in lists.
    private struct Printed {
        var paths: Set<String> = []
        var nulls: Set<String> = []

        mutating func read(_ value: Any, at path: String, opaque: Set<String>) {
            switch value {
            case let object as [String: Any] where !opaque.contains(path):
                if !path.isEmpty, !path.hasSuffix("[]") { paths.insert(path) }
                for (key, inner) in object { read(inner, at: path.isEmpty ? key : "\(path).\(key)", opaque: opaque) }
            case let list as [Any] where !opaque.contains(path):
                for element in list { read(element, at: path + "[]", opaque: opaque) }
            default:
                paths.insert(path)
                if value is NSNull { nulls.insert(path) }
            }
        }
    }
}

@Suite("What --json prints is what JSON.md says", .serialized)
struct JSONDocumentTests {
    @Test(
        "The keys of each command",
        arguments: [
            ("tasks", ["tasks", "@"]), ("show", ["show", "@", "%"]), ("cron", ["cron", "@"]),
            ("doctor", ["doctor", "@"]),
            ("next", ["next", "0 0 30,31 1-2 *", "--count", "2"]),
        ]
    )
    func keys(section: String, command: [String]) async throws {
        let scratch = try TemporaryFolder()
        let fixture = try Fixture.rich(scratch)
        let id = try fixture.end("App.twice()", .failed(Failure(.threw, message: "no")), attempts: 2)
        let tool = try await Tool.run(
            command.map { $0 == "@" ? scratch.database : $0 == "%" ? id : $0 } + ["--json"]
        )
        let opaque: Set = ["arguments", "result"]
        #expect(try JSONDocument().disagreements(with: tool.json(), in: section, opaque: opaque) == [])
    }

    @Test("Every key is always there, null where there is nothing to say")
    func nulls() async throws {
        let scratch = try TemporaryFolder()
        let id = try Fixture(scratch).add("App.waits()")
        let shown = try await Tool.run("show", scratch.database, id, "--json").object()
        let task = try #require(shown["task"] as? [String: Any])
        #expect(task["finished"] is NSNull)
        #expect(task["failure"] is NSNull)
        #expect(shown["result"] is NSNull)
        let status = try await Tool.run("status", scratch.database, "--json").object()
        let pool = try #require(status["pool"] as? [String: Any])
        #expect(pool["hosted"] as? Bool == false)
        #expect(pool["process"] is NSNull)
        #expect((status["workers"] as? [Any])?.isEmpty == true)
    }
}

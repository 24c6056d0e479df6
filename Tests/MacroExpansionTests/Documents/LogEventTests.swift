import Foundation
import Testing

/// Compares the article that lists the log's events with the sources.
@Suite("The log's events")
struct LogEventTests {
    @Test("The article lists each event, and no other; each of them is logged by some source")
    func events() throws {
        let article = try Document.read("Sources/Autocron/Documentation.docc/Running-in-Production.md")
        let declarations = try Document.read("Sources/Autocron/LogMessage+Event.swift")
        let events = declarations.matches(of: /static let (\w+) = Self\("([a-zA-Z.]+)"\)/)
        #expect(events.count > 20)
        let rows = article.matches(of: /(?m)^\| `([a-zA-Z]+\.[a-zA-Z.]+)` \| (?:debug|info|warning|error)/).map {
            String($0.1)
        }
        #expect(Set(rows) == Set(events.map { String($0.2) }))
        #expect(rows.count == events.count)
        let sources = try Self.sources()
        for event in events {
            let isLogged = sources.contains { $0.firstMatch(of: try! Regex(#"\.\#(event.1)\b"#)) != nil }
            #expect(isLogged, "nothing logs '\(event.2)'")
        }
    }

    @Test("The documentation of the metadata lists each key, and no other")
    func keys() throws {
        let source = try Document.read("Sources/Autocron/LogMessage.swift")
        let listed = source.matches(of: /\/\/\/ \| `(autocron\.[a-z_.]+)` \|/).map { String($0.1) }
        let declared = source.matches(of: /case \w+ = "(autocron\.[a-z_.]+)"/).map { String($0.1) }
        #expect(listed.count > 10)
        #expect(listed == declared)
    }

    private static func sources() throws -> [String] {
        let folder = Document.root.appending(path: "Sources/Autocron")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let paths = (files?.allObjects ?? []).compactMap { $0 as? URL }
        return try paths.filter { $0.pathExtension == "swift" && $0.lastPathComponent != "LogMessage+Event.swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}

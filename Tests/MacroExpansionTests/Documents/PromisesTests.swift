import Foundation
import Testing

/// Compares the README's table of promises with the tests: what is said to show a promise must be there.
@Suite("Promises")
struct PromisesTests {
    @Test("Each has a row, and each row names tests that there are")
    func named() throws {
        let rows = try Document.read("README.md").split(separator: "\n").filter { $0.hasPrefix("| P") }
        #expect(rows.count == 10)
        let tests = try Self.tests()
        for row in rows {
            let last = try #require(row.split(separator: "|").last { $0.contains("Tests") }, "\(row)")
            for match in last.matches(of: /`([A-Za-z]+Tests)(?:\.([a-zA-Z]+))?`/) {
                let file = "/\(match.1).swift"
                // A name may also be that of a whole target.
                let isTarget = tests.contains { $0.path.contains("/Tests/\(match.1)/") }
                let source = try tests.first { $0.path.hasSuffix(file) }.map {
                    try String(contentsOf: $0, encoding: .utf8)
                }
                #expect(isTarget || source != nil, "there is no \(match.1)")
                if let function = match.2 { #expect(source?.contains("func \(function)(") == true, "\(match.0)") }
            }
        }
    }

    private static func tests() throws -> [URL] {
        let folder = Document.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }
}

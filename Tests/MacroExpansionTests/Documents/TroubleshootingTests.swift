import Foundation
import Testing

/// Compares the article with the sources: it names every error, and quotes what is really said.
@Suite("Troubleshooting")
struct TroubleshootingTests {
    private static let article = "Sources/Autocron/Documentation.docc/Troubleshooting.md"

    @Test(
        "Every error has a row",
        arguments: [
            ("Sources/Autocron/AutocronError.swift", 16), ("Sources/Autocron/Handles/TaskError.swift", 13),
            ("Sources/AutocronTesting/TestPoolError.swift", 4),
        ])
    func cases(_ file: String, _ atLeast: Int) throws {
        let article = try Document.read(Self.article)
        let source = try Document.read(file)
        // Those of nested enumerations stand further in.
        let indent = file.hasSuffix("AutocronError.swift") ? "        " : "    "
        let names = source.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^( *)case ([a-zA-Z]+)/).flatMap { $0.1 == indent ? String($0.2) : nil }
        }
        #expect(names.count >= atLeast)
        for name in names { #expect(article.contains("| `\(name)` |"), "\(file): \(name)") }
    }

    @Test("Each error of a task has a status that a web server answers with")
    func statuses() throws {
        let article = try Document.read("Sources/Autocron/Documentation.docc/In-a-Web-Framework.md")
        let source = try Document.read("Sources/Autocron/Handles/TaskError.swift")
        let rows = article.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let names = source.split(separator: "\n").compactMap { $0.firstMatch(of: /^    case ([a-zA-Z]+)/)?.1 }
        #expect(names.count >= 13)
        for name in names { #expect(rows.contains { $0.contains("`\(name)`") }, "\(name)") }
    }

    /// What `CompilationTests` makes the compiler say, and one text that only another macro brings about.
    private static let saidByCompiler = CompilationTests.consequences + ["errors thrown"]

    @Test("What it quotes is said somewhere")
    func quotations() throws {
        let sources = try Self.sources()
        var count = 0
        for line in try Document.read(Self.article).split(separator: "\n") where line.hasPrefix("| ") {
            let columns = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            for column in columns.prefix(2) where column.hasPrefix("`") && column.contains(" ") {
                let text = column.split(separator: "`").first.map(String.init) ?? ""
                if Self.saidByCompiler.contains(where: text.hasPrefix) { continue }
                count += 1
                for piece in text.split(separator: "…") where piece.count > 3 {
                    let isSaid = sources.range(of: piece, options: .literal) != nil
                    #expect(isSaid, "nobody says '\(piece)'")
                }
            }
        }
        #expect(count > 30)
        let article = try Document.read(Self.article)
        for text in CompilationTests.consequences { #expect(article.contains("| `\(text)`")) }
    }

    /// All sources, with the seams of texts that stand on several lines closed.
    private static func sources() throws -> String {
        let folder = Document.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let paths = (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        let text = try paths.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        return text.replacing(/"\s*\+ "/, with: "")
    }
}

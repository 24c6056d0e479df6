import Foundation

/// A fenced block of a document, and what the comment before it says of it.
///
/// A Swift block is compiled for itself, unless a comment on the line before it says how else it is checked:
///
///     <!-- check: prelude NAME -->    after the declarations of Preludes/NAME.txt
///     <!-- check: continues -->       after the blocks of this document above it that have declarations
///     <!-- check: inside -->          as the body of a function that is 'async throws'
///     <!-- check: manifest -->        as a package's manifest, or as arguments of one
///     <!-- check: from PATH -->       it stands word for word in that file, which CI builds and runs
///     <!-- not compiled: REASON -->   nothing here can compile it
///
/// `continues inside` is both. A shell block says who runs it, or why nobody does:
///
///     <!-- run by: PATH -->
///     <!-- not run: REASON -->
struct CodeBlock: CustomStringConvertible {
    var document: String
    var line: Int
    var language: String
    var text: String
    /// What stands in the comment, without its frame.
    var comment: String?

    var description: String { "\(document):\(line)" }

    /// The words after `check:`.
    var checks: [String] {
        guard let comment, comment.hasPrefix("check: ") else { return [] }
        return comment.dropFirst(7).split(separator: " ").map(String.init)
    }

    /// Finds the blocks of a document.
    static func all(in document: Document) -> [CodeBlock] {
        let lines = document.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var blocks: [CodeBlock] = []
        var opening: (line: Int, language: String)?
        var text: [String] = []
        for (index, line) in lines.enumerated() {
            guard line.hasPrefix("```") else {
                if opening != nil { text.append(line) }
                continue
            }
            guard let (start, language) = opening else {
                opening = (index, String(line.dropFirst(3)))
                text = []
                continue
            }
            blocks.append(
                CodeBlock(
                    document: document.path, line: start + 1, language: language, text: text.joined(separator: "\n"),
                    comment: start > 0 ? comment(in: lines[start - 1]) : nil
                )
            )
            opening = nil
        }
        return blocks
    }

    private static func comment(in line: String) -> String? {
        guard line.hasPrefix("<!-- "), line.hasSuffix(" -->") else { return nil }
        return String(line.dropFirst(5).dropLast(4))
    }
}

/// A Markdown file of the repository.
struct Document {
    /// From the repository's root.
    var path: String
    var text: String

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Every document that people read: at the top, the catalogue's articles, and those of the examples.
    static func all() throws -> [Document] {
        let articles = try names(in: "Sources/Autocron/Documentation.docc").filter { $0.hasSuffix(".md") }
        let examples = try names(in: "Examples").map { "Examples/\($0)/README.md" }
        let top = [
            "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "Examples/README.md", "Sources/README.md",
        ]
        let paths = top + articles.map { "Sources/Autocron/Documentation.docc/\($0)" } + examples
        return try paths.filter { exists($0) }.map { Document(path: $0, text: try read($0)) }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func read(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
    }
}

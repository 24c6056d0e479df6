import Foundation
import Testing

/// Documentation that does not compile misleads; each compilation takes about a second.
@Suite("Blocks of code in documents", .serialized)
struct CodeBlockTests {
    static let documents = (try? Document.all()) ?? []

    @Test("Every block of Swift compiles, or is taken from a file that does", arguments: documents)
    func swift(_ document: Document) async throws {
        let compiler = try Compiler()
        var earlier = ""
        for block in CodeBlock.all(in: document) where block.language == "swift" {
            // The reason stands there for readers as well as for this.
            if block.comment?.hasPrefix("not compiled: ") == true { continue }
            if let index = block.checks.firstIndex(of: "from") {
                let path = try #require(block.checks.dropFirst(index + 1).first, "\(block) names no file")
                #expect(try Document.read(path).contains(block.text), "\(block) does not stand so in \(path)")
                continue
            }
            let module = try Module(block, after: earlier)
            let (status, output) = try await compiler.check(module.source, module.options)
            #expect(status == 0 && output.isEmpty, "\(block)\n\(output)")
            if !block.checks.contains("inside") { earlier += block.text + "\n" }
        }
    }

    @Test("Every comment about a block has words that are known, and a block below it", arguments: documents)
    func comments(_ document: Document) {
        let comments = document.text.split(separator: "\n").filter { line in
            ["<!-- check:", "<!-- not compiled:", "<!-- run by:", "<!-- not run:"].contains { line.hasPrefix($0) }
        }
        let blocks = CodeBlock.all(in: document)
        #expect(comments.count == blocks.count { $0.comment != nil }, "\(document.path)")
        let known: Set<String> = ["prelude", "continues", "inside", "manifest", "from"]
        for block in blocks where !block.checks.isEmpty {
            var words = block.checks
            if let index = words.firstIndex(where: { $0 == "prelude" || $0 == "from" }) { words.remove(at: index + 1) }
            #expect(Set(words).isSubset(of: known), "\(block)")
        }
    }

    @Test("Every block of commands is run by something that CI runs, or says why not", arguments: documents)
    func commands(_ document: Document) throws {
        let pipeline = try Document.read(".ci/run") + Document.read("Makefile")
        for block in CodeBlock.all(in: document) where block.language == "sh" {
            let comment = try #require(block.comment, "\(block) does not say who runs it")
            if comment.hasPrefix("not run: ") { continue }
            let path = try #require(comment.hasPrefix("run by: ") ? String(comment.dropFirst(8)) : nil, "\(block)")
            #expect(Document.exists(path), "\(block): there is no '\(path)'")
            #expect(path == ".ci/run" || pipeline.contains(path), "\(block): CI does not run '\(path)'")
            let script = try Document.exists(path) ? Document.read(path) : ""
            for command in block.text.split(separator: "\n") {
                let word = Self.characteristicWord(of: String(command))
                #expect(script.contains(word), "\(block): nothing like '\(word)' stands in '\(path)'")
            }
        }
    }

    /// What a script cannot lack that runs a command: the program or, of a request, the first part of the path.
    private static func characteristicWord(of command: String) -> String {
        if let match = command.firstMatch(of: /http:\/\/127\.0\.0\.1:8080(\/[a-z]+)/) { return String(match.1) }
        if let match = command.firstMatch(of: /^swift run ([A-Za-z-]+)/) { return String(match.1) }
        let words = command.split(separator: " ").prefix { !$0.hasPrefix("#") }.prefix(2).joined(separator: " ")
        return words.hasPrefix("./") ? String(words.dropFirst(2)) : words
    }

    @Test("Links between files lead somewhere", arguments: documents)
    func links(_ document: Document) {
        let folder = URL(filePath: document.path).deletingLastPathComponent().relativePath
        for match in document.text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
            let path = folder == "." || folder.isEmpty ? "\(match.1)" : "\(folder)/\(match.1)"
            #expect(Document.exists(path), "\(document.path) links to \(match.1)")
        }
    }

    /// What the compiler is given for a block.
    private struct Module {
        var source: String
        var options: [String] = []

        init(_ block: CodeBlock, after earlier: String) throws {
            guard !block.checks.contains("manifest") else {
                source = "import PackageDescription\n" + Self.manifest(block.text)
                options = try Self.manifestOptions()
                return
            }
            var before = ""
            if let index = block.checks.firstIndex(of: "prelude"), let name = block.checks.dropFirst(index + 1).first {
                before += try Document.read("Tests/MacroExpansionTests/Documents/Preludes/\(name).txt")
            }
            if block.checks.contains("continues") { before += earlier }
            guard block.checks.contains("inside") else {
                source = before + block.text
                return
            }
            let body = "func example() async throws {\n\(block.text)\n}\n"
            source = before.isEmpty ? "import Autocron\n" + body : before + body
            // An example need not use what it makes.
            options = ["-no-warnings-as-errors", "-suppress-warnings"]
        }

        /// Either a whole package, or the arguments that a reader adds to his own.
        private static func manifest(_ text: String) -> String {
            text.contains("Package(") ? text : "let package = Package(name: \"App\",\n\(text)\n)"
        }

        private static func manifestOptions() throws -> [String] {
            let folder = try Compiler().toolchain.appending(path: "lib/swift/pm/ManifestAPI").path
            // As the package manager does: manifests are scripts.
            return ["-I", folder, "-package-description-version", "6.3.0", "-swift-version", "5"]
        }
    }
}

extension Document: CustomTestStringConvertible {
    var testDescription: String { path }
}

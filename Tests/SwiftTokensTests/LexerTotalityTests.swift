import TestSupport
import Testing

@testable import SwiftTokens

@Suite("Lexer, on any text")
struct LexerTotalityTests {
    /// Checks that the tokens follow each other from the first byte to the last.
    private func expectLossless(_ source: SourceText, _ comment: Comment) {
        var end = 0
        for token in Lexer.tokens(of: source) {
            #expect(token.range.lowerBound == end && !token.range.isEmpty, comment)
            end = token.range.upperBound
        }
        #expect(end == source.bytes.count, comment)
    }

    @Test("The tokens of every file of this project are the file")
    func ownSources() {
        #expect(Sources.all.count > 20)
        for (name, text) in Sources.all {
            expectLossless(SourceText(text), "\(name)")
            #expect(!Lexer.tokens(of: SourceText(text)).contains { $0.kind == .unknown }, "\(name)")
        }
    }

    @Test("Brackets balance in every file of this project")
    func balance() {
        for (name, text) in Sources.all {
            let source = SourceText(text)
            var cursor = TokenCursor(source)
            while cursor.current != nil {
                #expect(cursor.takeBalanced() != nil, "\(name)")
            }
        }
    }

    @Test("Corrupted files come apart without loss, and are read or refused as declarations")
    func mutations() {
        var generator = SeededGenerator(seed: 20_260_101)
        let files = Sources.all.map { Array($0.text.utf8.prefix(4000)) }
        let fragments = [
            "\"", "\"\"\"", "#\"", "\\(", "/", "/*", "*/", "`", "(", ")", "{", "<", "@", "\u{0}", "é", "#/",
        ]
        for round in 0..<400 {
            var bytes = files[round % files.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let start = Int.random(in: 0...bytes.count, using: &generator)
                let end = min(bytes.count, start + Int.random(in: 0...5, using: &generator))
                bytes.replaceSubrange(
                    start..<end, with: Array(fragments.randomElement(using: &generator)?.utf8 ?? "".utf8))
            }
            let source = SourceText(String(decoding: bytes, as: UTF8.self))
            expectLossless(source, "round \(round)")
            _ = try? FunctionDeclaration(source)
        }
    }

    @Test("A function cut off anywhere is read or refused")
    func truncation() {
        let text =
            "@A(b: \"\\(c)\") static func `in`<T>(_ a: [T: (Int) -> Void] = [:], b: T...) async throws(E) -> D<T> where T: P { /x/ }"
        for length in 0...text.utf8.count {
            _ = try? FunctionDeclaration(SourceText(String(decoding: text.utf8.prefix(length), as: UTF8.self)))
        }
        #expect(throws: Never.self) { try FunctionDeclaration(SourceText(text)) }
    }

    @Test(
        "Time grows with the text, not with its square",
        arguments: [
            "(", "\"\\(", "#\"\"\" ", "/\\", "/(", "#", "/*", "`", "a<", "\"", "###\"", "\\#", "@a(", "\"\"\"\n\\(",
        ]
    )
    func linearity(_ fragment: String) {
        let text = String(repeating: fragment, count: 200_000 / fragment.utf8.count)
        let elapsed = ContinuousClock().measure { expectLossless(SourceText(text), "\(fragment)") }
        #expect(elapsed < .seconds(5), "\(fragment): \(elapsed)")
    }
}

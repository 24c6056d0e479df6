import Testing

@testable import SwiftTokens

@Suite("String literals")
struct StringLiteralTests {
    private func literal(_ text: String) throws -> StringLiteral {
        let source = SourceText(text)
        let token = try #require(Lexer.tokens(of: source).first)
        return try StringLiteral(source, token)
    }

    @Test(
        "Values",
        arguments: [
            (#""abc""#, "abc"), (#""""#, ""), (#""a\n\t\"\\\0\u{e9}\'""#, "a\n\t\"\\\0é'"),
            (##"#"a\n\#n"#"##, "a\\n\n"),
            (##"#"""#"##, "\""), ("\"\"\"\n    a\n      b\n\n    c\n    \"\"\"", "a\n  b\n\nc"),
            ("\"\"\"\n  a \\\n  b\n  \"\"\"", "a b"), ("\"\"\"\n\"\"\"", ""), ("\"\"\"\r\n a\r\n b\r\n \"\"\"", "a\nb"),
            ("#\"\"\"\n \"\"\" \\n\n \"\"\"#", "\"\"\" \\n"),
        ]
    )
    func values(_ text: String, _ value: String) throws {
        #expect(try literal(text).value == value)
    }

    @Test("A part of the value is found in the source")
    func origins() throws {
        let escaped = try literal(#""a\u{e9}b\nc""#)
        #expect(escaped.sourceRange(of: 0..<1) == 1..<2)
        #expect(escaped.sourceRange(of: 1..<3) == 2..<8)
        #expect(escaped.sourceRange(of: 3..<4) == 8..<9)
        #expect(escaped.sourceRange(of: 4..<6) == 9..<12)
        #expect(escaped.sourceRange(of: 6..<6) == 12..<12)
        let lines = try literal("\"\"\"\n   60 *\n   * * *\n   \"\"\"")
        #expect(lines.sourceRange(of: 0..<2) == 7..<9)
        #expect(lines.sourceRange(of: 5..<6) == 15..<16)
    }

    @Test("Problems are named with their place")
    func problems() {
        #expect(throws: StringLiteral.Problem.interpolation(2..<4)) { try literal(#""a\(b)""#) }
        #expect(throws: StringLiteral.Problem.malformed(1..<3)) { try literal(#""\q""#) }
        #expect(throws: StringLiteral.Problem.malformed(0..<2)) { try literal("\"a") }
        #expect(throws: StringLiteral.Problem.malformed(1..<4)) { try literal(#""\u{110000000}""#) }
    }
}

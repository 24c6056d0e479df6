import Testing

@testable import SwiftTokens

@Suite("Lexer")
struct LexerTests {
    /// The tokens that mean something, in a text.
    private func tokens(_ text: String) -> [String] {
        let source = SourceText(text)
        return Lexer.tokens(of: source).filter { !$0.isTrivia }.map { source.text($0.range) }
    }

    private func kinds(_ text: String) -> [Token.Kind] {
        Lexer.tokens(of: SourceText(text)).filter { !$0.isTrivia }.map(\.kind)
    }

    @Test(
        "Texts come apart as the compiler takes them",
        arguments: [
            ("a?.b!=c", ["a", "?", ".", "b", "!=", "c"]),
            ("x as? Int? ?? 1", ["x", "as", "?", "Int", "?", "??", "1"]),
            ("Module::Type", ["Module", "::", "Type"]),
            ("f(a: 1, b:2)", ["f", "(", "a", ":", "1", ",", "b", ":", "2", ")"]),
            ("1..<2", ["1", "..<", "2"]),
            ("0x1p-3 1.5e+9 1_000 x.0.1", ["0x1p-3", "1.5e+9", "1_000", "x", ".", "0.1"]),
            ("()->Void", ["(", ")", "->", "Void"]),
            ("`in`: `a b`", ["`in`", ":", "`a b`"]),
            ("größe ≠ 名前", ["größe", "≠", "名前"]),
            ("#if DEBUG // yes", ["#if", "DEBUG"]),
            ("/* a /* b */ c */ d", ["d"]),
            ("a/*x*/+/*y*/b", ["a", "+", "b"]),
            ("\u{FEFF}@a", ["@", "a"]),
        ] as [(String, [String])]
    )
    func splitting(_ text: String, _ expected: [String]) {
        #expect(tokens(text) == expected)
    }

    @Test(
        "A string literal is one token, whatever is in it",
        arguments: [
            #""plain""#, #""""#, #""with \" quote""#, ##"#"raw " quote"#"##, ###"##"a"#b"##"###, #""\("nested")""#,
            #""\(f("a)b", ["}": "\(1)"]))""#, ##"#"\#(x) \(y)"#"##, ##"#"""#"##, "\"\"\"\n a \" \"\" b\n \"\"\"",
            "\"\"\"\n \\(\"\"\"\n inner\n \"\"\")\n \"\"\"", "#\"\"\"\n \"\"\" \\#(1)\n \"\"\"#", #""\(/a"b/)""#,
            #""\( /* ")" */ 1)""#,
        ]
    )
    func strings(_ text: String) {
        #expect(kinds(text) == [.stringLiteral])
        #expect(tokens("f(\(text)) + 1") == ["f", "(", text, ")", "+", "1"])
    }

    @Test("A single-line literal that is not closed ends with its line")
    func unterminated() {
        #expect(tokens("\"abc\nnext") == ["\"abc", "next"])
        #expect(tokens("\"a\\(b\nnext") == ["\"a\\(b", "next"])
        #expect(tokens("\"a\\\nnext") == ["\"a\\", "next"])
    }

    @Test(
        "Regular expressions are told from operators",
        arguments: [
            ("let r = /a\"b/", ["let", "r", "=", "/a\"b/"]),
            ("f(/a{/, /}/)", ["f", "(", "/a{/", ",", "/}/", ")"]),
            ("a / b / c", ["a", "/", "b", "/", "c"]),
            ("a/b/c", ["a", "/", "b", "/", "c"]),
            ("reduce(1, /) + \"/\"", ["reduce", "(", "1", ",", "/", ")", "+", "\"/\""]),
            ("x.map(/)", ["x", ".", "map", "(", "/", ")"]),
            ("try? /^ x/.f()", ["try", "?", "/^ x/", ".", "f", "(", ")"]),
            ("return /[/]\\/(x)/", ["return", "/[/", "]", "\\", "/", "(", "x", ")", "/"]),
            ("!/x/", ["!", "/x/"]),
            ("func /^/ (a: Int)", ["func", "/^/", "(", "a", ":", "Int", ")"]),
            ("##/a/#\"/## + 1", ["##/a/#\"/##", "+", "1"]),
            ("#/\n  \" }\n/# + 1", ["#/\n  \" }\n/#", "+", "1"]),
            ("= /a /", ["=", "/", "a", "/"]),
        ] as [(String, [String])]
    )
    func regularExpressions(_ text: String, _ expected: [String]) {
        #expect(tokens(text) == expected)
    }

    @Test("Line and column are found after every kind of line end")
    func positions() {
        let source = SourceText("é\r\nb\rc\nd")
        let found = [0, 2, 4, 6, 8].map { source.position(of: $0, from: (10, 5)) }
        #expect(found.map(\.line) == [10, 10, 11, 12, 13])
        #expect(found.map(\.column) == [5, 7, 1, 1, 1])
    }
}

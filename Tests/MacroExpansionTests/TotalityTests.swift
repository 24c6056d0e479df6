import PluginMessaging
import Testing

@testable import MacroExpansion

@Suite("The plugin, on any text")
struct TotalityTests {
    private static let samples = [
        "@Delay(retries: 3) static func f<T>(_ a: [Int: (T) -> Void] = [:], `in` b: Int!) async throws(E) -> Delayed<Int> { \"\\(a)\" }",
        "/// é\n@Cron(\"*/5 * * * *\", timeZone: \"UTC\") @A.B(c) private func f(a: Int = x < y) {\n /x/ }\n",
        "@Cron(minutes: [0, 30], weekdays: [.monday]) func f() { }", "@Delay func f(a: A<B, C>, b: C) {}",
    ]

    /// Checks that a request is answered: with source, or with an error.
    private func expectAnswer(_ declaration: String, _ attribute: String, _ type: String) {
        let location = SourceLocation(fileID: "App/t.swift", fileName: "t.swift", offset: 0, line: 1, column: 1)
        for role in ["peer", "body"] {
            let expansion = AutocronExpander().expand(
                AttachedMacroRequest(
                    macro: .init(typeName: type, name: "x"), macroRole: role, discriminator: "$s",
                    attributeSyntax: SourceSyntax(kind: .attribute, source: attribute, location: location),
                    declSyntax: SourceSyntax(kind: .declaration, source: declaration, location: location),
                    lexicalContext: nil
                )
            )
            let hasError = expansion.diagnostics.contains { $0.severity == .error }
            #expect(expansion.expandedSource != nil || hasError, "\(declaration)")
        }
    }

    @Test("A declaration that is cut or corrupted anywhere is answered")
    func mutations() {
        let fragments = ["\"", "(", ")", "<", "{", "}", "@", ",", ":", "=", "->", "`", "/", "#", " ", "-", "\\(", "é"]
        for sample in Self.samples {
            let type = sample.contains("@Cron") ? "CronMacro" : "DelayMacro"
            let bytes = Array(sample.utf8)
            for (index, fragment) in zip(bytes.indices, (0..<bytes.count).map { fragments[$0 % fragments.count] }) {
                let cut = String(decoding: bytes[..<index], as: UTF8.self)
                var changed = bytes
                changed.replaceSubrange(index..<(index + 1), with: Array(fragment.utf8))
                let text = String(decoding: changed, as: UTF8.self)
                for declaration in [cut, text] {
                    expectAnswer(declaration, declaration, type)
                    expectAnswer(declaration, sample, type)
                }
            }
        }
    }

    @Test("A megabyte of body is expanded in well under the time it takes to notice")
    func large() {
        let line = "    let s = \"a \\(f(1)) b\"; if x / 2 > y { print(s) } // comment\n"
        let source = "@Delay func f() {\n" + String(repeating: line, count: (1 << 20) / line.utf8.count) + "}"
        let elapsed = ContinuousClock().measure { expectAnswer(source, "@Delay", "DelayMacro") }
        #expect(elapsed < .seconds(10), "\(elapsed), unoptimized")
    }
}

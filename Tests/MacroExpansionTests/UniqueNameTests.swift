import PluginMessaging
import SwiftTokens
import Testing

@testable import MacroExpansion

@Suite("Names")
struct UniqueNameTests {
    private func names(_ source: String, in context: [String] = []) throws -> Set<String> {
        let text = try #require(Use(source, in: context).expand("peer").expandedSource)
        let expansion = SourceText(text)
        let identifiers = Lexer.tokens(of: expansion).filter { $0.kind == .identifier }.map { expansion.text($0.range) }
        return Set(identifiers.filter { $0.hasPrefix("$s") })
    }

    @Test("Overloads have no name in common, in whatever they differ")
    func overloads() throws {
        let signatures = [
            "f()", "f() async", "f() throws", "f() async throws", "f(_ a: Int)", "f(a: Int)", "f(a: String)",
            "f(a: Int?)", "f(a b: Int)", "f(ab: Int)", "f(a: Int, b: Int)", "f() -> Delayed<Int>",
            "f() throws(TaskError)",
            "f(a: Int = 1)", "f() async throws -> Int", "f() async throws -> String",
        ]
        let all = try signatures.map { try names("@Delay func \($0) { }") }
        for (index, names) in all.enumerated() {
            #expect(names.count >= 3)
            for other in all[..<index] {
                #expect(names.isDisjoint(with: other), "\(signatures[index])")
            }
        }
    }

    @Test("Spaces, comments, attributes and the body change no name")
    func stability() throws {
        let plain = try names("@Delay func f(a: Int) throws {}")
        #expect(try names("/// Doc.\n@MainActor @Delay\nfunc  f( a : Int /* x */ )\nthrows { print(a) }") == plain)
    }

    @Test("A name has the form of the compiler's own unique names")
    func form() throws {
        for name in try names("@Delay func f(a: Int) {}") {
            let rest = try #require(name.wholeMatch(of: /\$s3App1f5DelayfMp_(\d+)([a-z0-9]+_[0-9a-f]+)fMu_/))
            #expect(Int(rest.1) == rest.2.utf8.count)
        }
    }

    @Test(
        "Tasks are stored under the function's full name, or under what the attribute says",
        arguments: [
            ("@Delay func f() {}", [], "App.f()"),
            ("@Delay func f(_ a: Int, to b: Int, c: Int) {}", [], "App.f(_:to:c:)"),
            ("@Delay static func f() {}", ["enum Inner {}", "extension A.B {}"], "App.A.B.Inner.f()"),
            ("@Delay func `in`(`for` a: Int) {}", [], "App.in(for:)"),
            ("@Delay(name: \"other\") func f() {}", [], "other"),
            ("@Delay(name: #\"a\"b\\\"#) func f() {}", [], "a\\\"b\\\\"),
            ("@Delay(name: \"größe\\u{21}\") func f() {}", [], "größe!"),
        ] as [(String, [String], String)]
    )
    func storedNames(_ source: String, _ context: [String], _ name: String) {
        let use = Use(source, in: context)
        #expect(
            use.expand("peer").expandedSource?.contains("Autocron::_register(\"\(name)\", at: \"App/tasks.swift:10\"")
                == true)
        #expect(use.expand("body").expandedSource?.contains("Autocron::_take(\"\(name)\")") == true)
    }
}

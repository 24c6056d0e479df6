import Foundation
import PluginMessaging
import Testing

/// Compares the tables "What is refused" in the macros' documentation with what the plugin says.
@Suite("Documentation")
struct DocumentationTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Autocron")

    /// The first column of a macro's table.
    private func documented(_ macro: String) throws -> [String] {
        let file = Self.sources.appending(path: "Macros.swift")
        let text = try String(contentsOf: file, encoding: .utf8)
        let tables = text.components(separatedBy: "# What is refused").dropFirst().map { table in
            table.prefix(upTo: table.range(of: "- Parameters:")?.lowerBound ?? table.endIndex)
                .split(separator: "\n").compactMap { $0.split(separator: "|").dropFirst().first }
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "error" && $0 != "---" }
        }
        return try #require(tables.first { table in table.contains { $0.contains("'\(macro)' marks") } })
    }

    /// A use for each refusal: the parts around `@Delay` or `@Cron("…")`, and the enclosing declaration.
    private static let common: [(before: String, after: String, context: [String])] = [
        ("", "var x = 3", []), ("", "func f() {}", ["struct S {}"]), ("", "func f() {}", ["func g()"]),
        ("", "func f()", ["protocol P {}"]), ("", "func f<T>() {}", []),
        ("", "static func f() {}", ["struct Box<T> {}"]), ("", "static func < (a: S, b: S) {}", ["struct S {}"]),
        ("@available(*, unavailable)", "func f() {}", []), ("", "func f() rethrows {}", []), ("", "func f()", []),
    ]

    private static let delay = [
        "@Delay @Delay func f() {}", "@Delay func f(_: Int) {}", "@Delay func f(a: inout Int) {}",
        "@Delay func f(a: consuming Int) {}", "@Delay func f(a: Int...) {}", "@Delay func f(@W a: Int) {}",
        "@Delay func f(a: some P) {}", "@Delay func f(a: () -> Void) {}", "@Delay func f() -> Int {}",
        "@Delay func f() async throws -> some P {}", "@Delay func f() async throws -> () -> Void {}",
        "@Delay func f() async throws -> Never {}", "@Delay func f() throws(E) {}", "@Delay(retries: -1) func f() {}",
        "@Delay(timeout: .zero) func f() {}", "@Delay(queue: \"\") func f() {}", "@Delay(name: a) func f() {}",
        "@Delay(name: \"\\t\") func f() {}", "@Delay func f() -> Delayed {}",
    ]

    private static let cron = [
        "@Cron @Cron func f() {}", "@Cron(\"* * * * *\") func f(a: Int) {}", "@Cron(\"* * * * *\") func f() -> Int {}",
        "@Cron func f() {}", "@Cron(k) func f() {}", "@Cron(\"60 * * * *\") func f() {}",
        "@Cron(\"0 0 30 2 *\") func f() {}", "@Cron(\"0 0 * * *\", timeZone: \"Europe/Berln\") func f() {}",
        "@Cron(every: .seconds(1), retries: -1) func f() {}", "@Cron(every: .seconds(1), timeout: .zero) func f() {}",
        "@Cron(every: .seconds(1), jitter: .seconds(-1)) func f() {}",
        "@Cron(every: .seconds(1), queue: \"\") func f() {}", "@Cron(every: .seconds(1), name: a) func f() {}",
        "@Cron(every: .seconds(1), name: \"\\t\") func f() {}",
    ]

    @Test(
        "The tables list every refusal, in its own words",
        arguments: [("@Delay", "@Delay", delay), ("@Cron", "@Cron(\"* * * * *\")", cron)]
    )
    func tables(_ macro: String, _ attribute: String, _ sources: [String]) throws {
        let rows = try documented(macro)
        let uses = Self.common.map { Use("\($0.before) \(attribute) \($0.after)", in: $0.context) }
        let repeated = sources.map { Use($0, attribute: $0.contains(") @") || $0.contains("\(macro) @") ? 1 : 0) }
        let messages = (uses + repeated).map { $0.expand("peer").diagnostics.first?.message ?? "" }
        for message in messages {
            #expect(rows.contains { message.hasPrefix($0) }, "not documented: \(message)")
        }
        for row in rows where !row.hasSuffix(Self.fromTheCompiler) {
            #expect(messages.contains { $0.hasPrefix(row) }, "never said: \(row)")
        }
    }

    /// How those rows end that the compiler says, by way of unavailable functions.
    private static let fromTheCompiler = "another process"

    @Test("What is said about types that are not Codable stands in the table")
    func codable() throws {
        let file = Self.sources.appending(path: "Expansion/ParameterChecks.swift")
        let checks = try String(contentsOf: file, encoding: .utf8)
        let rows = try documented("@Delay").filter { $0.hasSuffix(Self.fromTheCompiler) }
        #expect(rows.count == 2)
        for row in rows {
            let parts = row.split(separator: "' is unavailable: ", maxSplits: 1)
            #expect(checks.contains("func `\(parts[0].dropFirst())`"), "\(row)")
            #expect(checks.contains("message: \"\(parts[1])\""), "\(row)")
        }
    }
}

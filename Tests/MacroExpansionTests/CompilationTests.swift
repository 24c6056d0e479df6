import Foundation
import Testing

/// What only the real compiler can show; each compilation takes about a second.
@Suite("Compilations", .serialized)
struct CompilationTests {
    private static let strict = [
        "-strict-memory-safety", "-enable-upcoming-feature", "ExistentialAny",
        "-enable-upcoming-feature", "InternalImportsByDefault", "-enable-upcoming-feature", "MemberImportVisibility",
    ]
    private static let concurrency = [
        "-enable-upcoming-feature", "NonisolatedNonsendingByDefault",
        "-enable-upcoming-feature", "InferIsolatedConformances",
    ]

    @Test(
        "Every accepted shape compiles without a warning",
        arguments: [
            ["-Onone", "-g"] + strict, ["-O", "-wmo"] + strict + concurrency,
            ["-Onone", "-g", "-enable-testing", "-profile-generate", "-profile-coverage-mapping"] + strict,
            ["-Onone", "-g", "-default-isolation", "MainActor"] + strict,
            ["-O", "-wmo", "-default-isolation", "MainActor"] + strict + concurrency,
            ["-Onone", "-swift-version", "5"],
        ]
    )
    func accepted(_ options: [String]) async throws {
        let (status, output) = try await Compiler().compile(AcceptedFixture.source, options)
        #expect(status == 0 && output.isEmpty, "\(output)")
    }

    @Test("A file that keeps the import to itself compiles, too")
    func privateImport() async throws {
        let source = """
            private import Autocron
            @Delay(retries: 2) fileprivate func store(a: Int, b: Int = 3) throws -> Delayed<Int> { a + b }
            @Delay func value(a: [String]?) async throws -> Int { a?.count ?? 0 }
            @Cron(every: .seconds(3)) func tick() {}
            @Cron(minutes: [3]) func tock() async throws {}
            """
        let (status, output) = try await Compiler().compile(source, ["-Onone", "-g"] + Self.strict)
        #expect(status == 0 && output.isEmpty, "\(output)")
    }

    @Test("Every refusal is one error, in its place", arguments: [["-Onone"], ["-O", "-wmo"] + strict])
    func refused(_ options: [String]) async throws {
        try await expectErrors(RefusedFixture.source, options)
    }

    @Test("Mistakes in bodies and types are one error each, in their place")
    func mistaken() async throws {
        try await expectErrors(MistakenFixture.source, Self.strict)
    }

    /// What the compiler says of each marked function where the mistake is in another one.
    static let consequences = [
        "'@const' value should be initialized with a compile-time value",
        "global variable must be a compile-time constant to use @section attribute",
    ]

    @Test(
        "A mistake in control flow brings two more errors to each marked function, after the true one, as is documented",
        arguments: [
            ("func half(_ number: Int) -> Int { if number > 1 { return 1 } }", "missing return"),
            ("func half() -> Int { let number: Int; return number }", "used before being initialized"),
        ])
    func controlFlow(mistake: String, said: String) async throws {
        let source = "import Autocron\n@Delay func first() {}\n@Cron(every: .seconds(3)) func second() {}\n" + mistake
        let found = errors(in: try await Compiler().compile(source, ["-Onone"]).output)
        #expect(found.first?.contains(said) == true)
        #expect(found.count == 5)
        for text in Self.consequences { #expect(found.count { $0.hasSuffix(": error: " + text) } == 2, "\(found)") }
    }

    /// Compares the compiler's errors with those that the source announces.
    private func expectErrors(_ source: String, _ options: [String]) async throws {
        let output = try await Compiler().compile(source, options).output
        var found = errors(in: output)
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let marker = line.range(of: "// ERROR ") else { continue }
            let words = line[marker.upperBound...].split(separator: " ", maxSplits: 1)
            let place = "tasks.swift:\(index + 1):\(words[0]): error: "
            let match = found.firstIndex { $0.hasPrefix(place) && $0.contains(words[1]) }
            #expect(match != nil, "\(place)\(words[1])\n\(output)")
            match.map { _ = found.remove(at: $0) }
        }
        #expect(found.isEmpty, "\(output)")
    }

    private func errors(in output: String) -> [String] {
        let lines = output.split(separator: "\n").map(String.init)
        return lines.filter { $0.hasPrefix("tasks.swift") || $0.hasPrefix("macro expansion") }
            .filter { $0.contains(": error: ") || $0.contains(": warning: ") }
    }
}

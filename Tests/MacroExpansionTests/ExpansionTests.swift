import Foundation
import PluginMessaging
import Testing

@testable import MacroExpansion

@Suite("Expansions")
struct ExpansionTests {
    /// An expansion with short names, so that it can be read.
    private func expansion(_ source: String, _ role: String, in context: [String] = []) throws -> String {
        let text = try #require(Use(source, in: context, discriminator: "$s").expand(role).expandedSource)
        return text.replacing(/\$s\d+([a-z]+\d*)_[0-9a-f]+fMu_/) { "$\($0.1)" }
    }

    private func expect(_ source: String, _ role: String, in context: [String] = [], _ expected: String) throws {
        let found = try expansion(source, role, in: context)
        #expect(found == expected, "\(found)")
    }

    @Test("The body of a function without effects")
    func plainBody() throws {
        try expect(
            "@Delay func f(_ a: Int, to b: String?) { print(a) }", "body",
            """
            {
            func $run() -> Swift::Void {
            #sourceLocation(file: "Sources/App/tasks.swift", line: 10)
                                                         print(a) }
            #sourceLocation()
            if Autocron::_take("App.f(_:to:)") != nil {
            $run()
            return
            }
            var $arguments = Autocron::_EncodedArguments()
            $arguments.encode(`a`, "a")
            $arguments.encode(`b`, "b")
            Autocron::_buffered("App.f(_:to:)", $arguments)
            }
            """
        )
    }

    @Test("The body of a function that returns a handle")
    func handleBody() throws {
        try expect(
            "@Delay func f() throws -> Delayed<[Int]>\n{ // one\n  return [1]\n}\n// after", "body",
            """
            {
            func $run() throws -> [Int] {
            #sourceLocation(file: "Sources/App/tasks.swift", line: 11)
              // one
              return [1]
            }
            #sourceLocation()
            if let $execution = Autocron::_take("App.f()") {
            $execution.finish(Autocron::_encode(try $run()))
            return Autocron::Delayed(id: $execution.id)
            }
            let $arguments = Autocron::_EncodedArguments()
            return Autocron::Delayed(id: try Autocron::_stored("App.f()", $arguments))
            }
            """
        )
    }

    @Test("The body of a function that waits for its result")
    func waitingBody() throws {
        try expect(
            "@Delay func f(`in`: Int) async throws(TaskError) -> Int { `in` }", "body",
            """
            {
            func $run() async throws(TaskError) -> Int {
            #sourceLocation(file: "Sources/App/tasks.swift", line: 10)
                                                                          `in` }
            #sourceLocation()
            if Autocron::_take("App.f(in:)") != nil {
            return try await $run()
            }
            var $arguments = Autocron::_EncodedArguments()
            $arguments.encode(`in`, "in")
            return try await Autocron::_result("App.f(in:)", $arguments)
            }
            """
        )
    }

    @Test(
        "How each shape ends",
        arguments: [
            ("func f()", "\nAutocron::_buffered(\"App.f()\", $arguments)\n}"),
            ("func f() async", "\nAutocron::_buffered(\"App.f()\", $arguments)\n}"),
            ("func f() throws", "\ntry Autocron::_stored(\"App.f()\", $arguments)\n}"),
            ("func f() async throws", "\ntry await Autocron::_suspending(\"App.f()\", $arguments)\n}"),
            (
                "func f() -> Delayed<Int>",
                "\nreturn Autocron::Delayed(id: Autocron::_buffered(\"App.f()\", $arguments))\n}"
            ),
            (
                "func f() async -> Delayed<()>",
                "\nreturn Autocron::Delayed(id: Autocron::_buffered(\"App.f()\", $arguments))\n}"
            ),
            (
                "func f() throws -> Delayed<Void>",
                "\nreturn Autocron::Delayed(id: try Autocron::_stored(\"App.f()\", $arguments))\n}"
            ),
            (
                "func f() async throws -> Delayed<Int>",
                "\nreturn Autocron::Delayed(id: try await Autocron::_suspending(\"App.f()\", $arguments))\n}"
            ),
            ("func f() async throws -> Int", "\nreturn try await Autocron::_result(\"App.f()\", $arguments)\n}"),
        ]
    )
    func endings(_ function: String, _ ending: String) throws {
        #expect(try expansion("@Delay \(function) {}", "body").hasSuffix(ending))
    }

    @Test("The peers of a static function with a global actor, a default value and a result")
    func delayPeers() throws {
        let deprecated = "@available(*, deprecated, message: \"an implementation detail of autocron\")"
        try expect(
            "@MainActor @Delay(retries: 3) static func f(_ a: Int!, b: [Int] = [1]) async throws -> Int { 3 }", "peer",
            in: ["struct S {}"],
            """
            \(deprecated)
            @MainActor
            private static func $perform(_ $arguments: Autocron::_Arguments) async throws -> Autocron::_EncodedResult? {
            #sourceLocation(file: "Sources/App/tasks.swift", line: 10)
                                                                 `this parameter`(Autocron::_Of<Int?>.self)
            #sourceLocation()
            #sourceLocation(file: "Sources/App/tasks.swift", line: 10)
                                                                          `this parameter`(Autocron::_Of<[Int]>.self)
            #sourceLocation()
            #sourceLocation(file: "Sources/App/tasks.swift", line: 10)
                                                                                                       `this result`(Autocron::_Of<Int>.self)
            #sourceLocation()
            return try await Autocron::_execute {
            let $argument0: Int? = try Autocron::_decode($arguments, "a")
            let $argument1: [Int] = try Autocron::_decode($arguments, "b", default: [1])
            let $result: Int = try await self.`f`($argument0, b: $argument1)
            return Autocron::_encode($result)
            }
            }
            \(deprecated)
            nonisolated private static func $register() {
            #sourceLocation(file: "Sources/App/tasks.swift", line: 9)
            let $options = Autocron::_delayOptions(
                                  retries: 3)
            #sourceLocation()
            Autocron::_register("App.S.f(_:b:)", at: "App/tasks.swift:10", $options) {
            try await $perform($0)
            }
            }
            \(record(column: 16))
            """
        )
    }

    @Test("The peers of a cron function that needs a platform's version")
    func cronPeers() throws {
        let deprecated = "@available(*, deprecated, message: \"an implementation detail of autocron\")"
        try expect(
            "@Cron(every: .seconds(5)) @available(macOS 99, *) nonisolated func f() async {}", "peer",
            """
            \(deprecated)
            @available(macOS 99, *)
            nonisolated
            private func $perform(_ $arguments: Autocron::_Arguments) async throws -> Autocron::_EncodedResult? {
            return try await Autocron::_execute {
            await `f`()
            return nil
            }
            }
            \(deprecated)
            nonisolated private func $register() {
            guard #available(macOS 99, *) else { return }
            #sourceLocation(file: "Sources/App/tasks.swift", line: 9)
            let $options = Autocron::_cronOptions(
                      every: .seconds(5))
            #sourceLocation()
            Autocron::_register("App.f()", at: "App/tasks.swift:10", $options) {
            try await $perform($0)
            }
            }
            \(record(column: 5))
            """
        )
    }

    private func record(column: Int) -> String {
        let padding = String(repeating: " ", count: column - 1)
        func constant(_ section: String) -> String {
            """
            #sourceLocation(file: "Sources/App/tasks.swift", line: 10)
            \(padding)@section("\(section)") @used static let record: \
            (Swift::UInt32, Swift::UInt32, @convention(c) () -> Swift::Void) = (0x4155_544F, 1, { $register() })
            #sourceLocation()
            """
        }
        return """
            @available(*, deprecated, message: "an implementation detail of autocron")
            nonisolated private enum $record {
            #if objectFormat(ELF)
            \(constant("autocron_tasks"))
            #elseif objectFormat(MachO)
            \(constant("__DATA_CONST,__autocron"))
            #endif
            }

            """
    }

    @Test("A file whose name no directive can hold is not named")
    func strangeFileName() throws {
        let use = Use("@Delay func f() { }", fileName: "a\"b.swift")
        #expect(use.expand("body").expandedSource?.contains("#sourceLocation") == false)
    }

    @Test("A body that has '#sourceLocation' of its own leaves one to be closed")
    func ownDirective() throws {
        let source = "@Delay func f() {\n#sourceLocation(file: \"x\", line: 1)\n#sourceLocation()\n}"
        let body = try expansion(source, "body")
        #expect(body.components(separatedBy: "#sourceLocation(file").count == 4)
        #expect(body.components(separatedBy: "#sourceLocation()").count == 3)
    }

    @Test("An argument's label keeps its backticks where a call needs them")
    func labels() throws {
        let source = "@Delay func f(`in` a: Int, `inout` b: Int, `two words` c: Int, _ d: Int) {}"
        #expect(
            try expansion(source, "peer").contains(
                "`f`(in: $argument0, `inout`: $argument1, `two words`: $argument2, $argument3)"))
    }

    @Test(
        "What a call of the function needs",
        arguments: [
            ("@Cron(\"@daily\") func f(a: Int = 3, _ b: [Int] = [1, 2]) {}", "\n`f`(a: 3, [1, 2])\n"),
            ("@unsafe @Delay func f() throws {}", "\ntry unsafe `f`()\n"),
            ("@Delay func await() {}", "\n`await`()\n"),
            ("@Delay func f(a: Array<Int>=[1], b: Int!=nil) {}", "Autocron::_decode($arguments, \"b\", default: nil)"),
            ("@Delay func f(`a→b`: Int) {}", "\n`f`(`a→b`: $argument0)\n"),
            ("@Delay func f() -> Delayed<Int> { 3 }", "\nlet _: Autocron::Delayed<Int> = `f`()\n"),
            ("@Cron(\"@daily\") func f() throws(Swift.Never) {}", "\n`f`()\n"),
            (
                "@dbActor @discardableResult @_optimize(none) @_noinline @Delay func f() {}",
                "\")\n@dbActor\nprivate func"
            ),
            ("@Swift.MainActor @GA<[Int]> @Delay func f() {}", "\")\n@Swift.MainActor\n@GA<[Int]>\nprivate func"),
            ("#if A\n@Delay\n#endif\n@MainActor func f() {}", "\")\n@MainActor\nprivate func"),
            (
                "#if A\n@discardableResult\n#if B\n@MainActor\n#endif\n#endif\n@Delay func f() {}",
                "\")\n#if A\n#if B\n@MainActor\n#endif\n#endif\nprivate func"
            ),
        ]
    )
    func calls(_ source: String, _ expected: String) throws {
        let found = try expansion(source, "peer")
        #expect(found.contains(expected), "\(found)")
    }

    @Test("The same request has the same answer")
    func purity() throws {
        let source = "@Delay func f(a: Int) {}"
        #expect(Use(source).expand("peer") == Use(source).expand("peer"))
    }
}

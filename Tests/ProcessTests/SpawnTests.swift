import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("What a worker is started with")
    struct SpawnTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        private func shell(_ command: String) throws -> App {
            let app = "'\(App.path(of: "TestApp"))' '\(scratch.database)' 1"
            return try App(at: "/bin/sh", ["-c", command.replacingOccurrences(of: "@", with: app)])
        }

        @Test("Bytes of arguments and variables that are no UTF-8 are the application's own")
        func bytes() async throws {
            let app = try shell(#"TEST_BYTES=$(printf 'a\377b') exec @ "$(printf 'x\376y')""#)
            try await app.expect(.started)
            try await app.call(.misbehave("told", .tellBytes))
            try await app.expect(.bytes("61ff62 78fe79"))
        }

        @Test("A file that has taken the number of a closed standard output is not the workers'")
        func closedOutput() async throws {
            let log = scratch.path + "/log"
            let app = try shell("exec 1>&-; exec @ take=\(log)")
            for order in [TestOrder.square(4), .plain("printed"), .waitUntilIdle, .exit] { app.send(order) }
            try await app.expectEnd()
            // It is the application's own standard output, as for any program.
            let events = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
                .map { try #require(TestMessage.read(String($0), as: TestEvent.self)) }
            #expect(events.contains { $0.name == .value && $0.value == "16" })
            #expect(events.contains { $0.name == .idle })
            #expect(!events.contains { $0.name == .began })
            #expect(try Database(scratch).counts() == [.succeeded: 2])
        }

        #if os(Linux)
        private static let loaders = [
            "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1",
            "/lib/ld-musl-aarch64.so.1",
        ].filter(FileManager.default.isExecutableFile)

        @Test(
            "A program that was started through the dynamic loader has workers that are started so", arguments: loaders)
        func loader(path: String) async throws {
            let app = try App(at: path, [App.path(of: "TestApp"), scratch.database, "1"])
            try await app.expect(.started)
            try await app.expectSquare(of: 4)
        }
        #endif

        @Test("Too few descriptors: it says which limit to raise")
        func descriptors() async throws {
            // So few that 'start' meets the limit, but not fewer: of 150 programs with 8, two were ended by a trap before they
            // could say anything, while the database and Swift's own threads took the last ones at the same moment.
            let app = try shell("ulimit -n 12; exec @")
            let text = try await app.expect(.refused("system")).text
            #expect(text.contains("raise its limit (ulimit -n)"))
        }
    }
}

import Foundation
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Workers that crash on their way to start")
    struct StartCrashTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        #if os(Linux)
        /// Stands for the runtime's helper that takes a minute for a large program.
        private func slowBacktracer() throws -> String {
            let path = scratch.path + "/swift-backtrace"
            try Data("#!/bin/sh\nsleep 60\n".utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            return path
        }

        @Test("The crash is the reason that is told, soon, though the report of it takes longer than a worker may")
        func slowReport() async throws {
            let settings = "enable=yes,swift-backtrace=\(try slowBacktracer())"
            let app = try App(
                "TestApp", [scratch.database, "1", "limit=4", "trap"], environment: ["SWIFT_BACKTRACE": settings])
            try await app.expect(.started)
            let soon = try await app.expect(.log(.warning, "a worker"), within: 4).text
            #expect(soon.contains("crashed before it reached 'Autocron.start'"))
            let late = try await app.expect(.log(.warning, "a worker")).text
            #expect(late.contains("took longer than 4 s"))
            #expect(!app.lines.contains { $0.contains("did not reach") })
        }
        #endif

        @Test("The reason and the place of the crash stand in the message, where the runtime could report it")
        func report() async throws {
            let app = try App("TestApp", [scratch.database, "1", "trap"], environment: ["SWIFT_BACKTRACE": ""])
            try await app.expect(.started)
            let log = try await app.expect(.log(.warning, "a worker")).text
            #expect(log.contains("before it reached 'Autocron.start' ("))
            #expect(log.contains("TestApp.swift:"))
        }
    }
}

import Foundation
import Platform
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Standard error that cannot be written")
    struct StandardErrorTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Starts the application with the default log handler, through a shell.
        private func start(_ redirection: String, before: String = "") throws -> App {
            let command = "\(before) exec '\(App.path(of: "TestApp"))' '\(scratch.database)' 1 log \(redirection)"
            return try App(at: "/bin/sh", ["-c", command])
        }

        /// Lets a task crash, of which the supervisor warns.
        private func expectSurvival(_ app: App) async throws {
            try await app.expect(.started)
            try await app.call(.misbehave("dies", .abort))
            try await app.expect(.began("dies"))
            try await app.expectSquare(of: 4)
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.failed: 1, .succeeded: 1])
            try await app.stop(within: 5)
            app.send(.exit)
            try await app.expectEnd()
            #expect(app.process.terminationReason == .exit && app.process.terminationStatus == 0)
        }

        @Test(
            "A full disk, and a stream that is closed, end no application",
            arguments: ["2>/dev/full", "2>&-"].filter {
                FileManager.default.fileExists(atPath: "/dev/full") || $0 == "2>&-"
            })
        func unwritable(redirection: String) async throws {
            try await expectSurvival(try start(redirection))
        }

        @Test("A pipe that nobody reads any more, in a program that ignores SIGPIPE as servers do")
        func brokenPipe() async throws {
            let errors = Pipe()
            let app = try App(
                at: "/bin/sh",
                ["-c", "trap '' PIPE; exec '\(App.path(of: "TestApp"))' '\(scratch.database)' 1 log"],
                errors: errors.fileHandleForWriting)
            try errors.fileHandleForWriting.close()
            try errors.fileHandleForReading.close()
            try await expectSurvival(app)
        }

        @Test("A full pipe that nobody reads makes nobody wait for long")
        func fullPipe() async throws {
            let errors = Pipe()
            // Full before the application starts.
            let number = errors.fileHandleForWriting.fileDescriptor
            while BoundedOutput.write([0], to: number, within: .zero) == 1 {}
            let app = try App(
                at: App.path(of: "TestApp"), [scratch.database, "1", "log"], errors: errors.fileHandleForWriting)
            try await expectSurvival(app)
            try errors.fileHandleForReading.close()
        }
    }
}

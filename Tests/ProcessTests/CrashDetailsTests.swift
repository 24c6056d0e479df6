import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

#if arch(x86_64)
/// The signal by which Swift ends a program that may not go on.
private let trapSignal = SIGILL
#else
private let trapSignal = SIGTRAP
#endif

extension ProcessSuite {
    @Suite("What is told of a crash")
    struct CrashDetailsTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Starts the application with the runtime's reports, as it is by default.
        private func start(backtrace: String = "", errors: FileHandle = .nullDevice) async throws -> App {
            let app = try App(
                "TestApp", [scratch.database, "1"], environment: ["SWIFT_BACKTRACE": backtrace], errors: errors
            )
            try await app.expect(.started)
            return app
        }

        private func failure() throws -> Failure {
            let json = try SideConnection.run(
                "SELECT CAST(outcome AS TEXT) FROM autocron_tasks WHERE state = 3", in: scratch.database)
            let bytes = Array(try #require(json.first).utf8)
            return try #require(Failure(json: bytes))
        }

        @Test(
            "Reason, place and signal of each kind of crash",
            arguments: [
                (.wordsThenTrap, trapSignal, "Fatal error: no more words", "happen()"),
                (.indexOutOfBounds, trapSignal, "Fatal error: ", "element(_:of:)"),
                (.forcedUnwrap, trapSignal, "Fatal error: Unexpectedly found nil", "happen()"),
                (.endlessRecursion, SIGSEGV, "Stack overflow", "depth(_:)"), (.abort, SIGABRT, "Aborted", nil),
            ] as [(Misbehavior, Int32, String, String?)]
        )
        func causes(kind: Misbehavior, signal: Int32, reason: String, function: String?) async throws {
            let app = try await start()
            try await app.call(.misbehave("crash", kind))
            let log = try await app.expect(.log(.warning, "worker")).text
            let failure = try failure()
            #expect(failure.signal == signal)
            let story = try #require(failure.crash)
            #expect(try #require(story.reason).hasPrefix(reason))
            #expect(log.contains(reason))
            if let function {
                let frame = try #require(story.frames.first)
                #expect(frame.function.contains(function))
                #expect(frame.file.hasSuffix("TestApp/HostileTasks.swift"))
                #expect(frame.line > 10)
                #expect(log.contains("HostileTasks.swift:\(frame.line)"))
            }
            #expect(story.frames.count <= 12)
            // What was left for the story is gone once it is stored.
            let left = try FileManager.default.contentsOfDirectory(atPath: scratch.database + "-autocron")
            #expect(left.filter { $0.hasSuffix(".crash") } == [])
        }

        @Test("What a task writes to standard error reaches the application's, and its tail is stored, both once")
        func standardError() async throws {
            let path = scratch.path + "/errors"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            let app = try await start(errors: try FileHandle(forWritingTo: URL(fileURLWithPath: path)))
            // Another task's words are not part of the story.
            try await app.call(.misbehave("other", .words))
            try await app.expect(.ended("other"))
            try await app.call(.misbehave("last", .wordsThenTrap))
            try await app.expect(.log(.warning, "worker"))
            let story = try #require(try failure().crash)
            let words = "word 1 \u{1B}[31m\nword 2 \u{1B}[31m\nword 3 \u{1B}[31m\n"
            let tail = try #require(story.standardError)
            #expect(tail.hasPrefix(words))
            #expect(tail.hasSuffix("Fatal error: no more words"))
            let written = try String(contentsOfFile: path, encoding: .utf8)
            #expect(written.components(separatedBy: words).count == 2)
            // The report itself does not go to the terminal.
            #expect(written.utf8.count < 500)
        }

        @Test("The story is there, too, where the application could not rescue the task and died as well")
        func everythingDead() async throws {
            let pipe = scratch.path + "/go"
            #expect(unsafe mkfifo(pipe, 0o600) == 0)
            let app = try await start()
            try await app.call(.misbehave("victim", .trapWhenOpened(pipe: pipe)))
            let worker = try await app.expect(.began("victim")).process
            kill(app.processID, SIGSTOP)
            // The task goes on to its end as soon as somebody opens the pipe.
            let path = pipe
            try await onThread { _ = close(unsafe open(path, O_WRONLY)) }
            #expect(try await Processes.waitForEnd(of: worker))
            kill(app.processID, SIGKILL)
            try await app.expectEnd()
            let second = try await start()
            try await second.waitUntilIdle()
            let failure = try failure()
            #expect(failure.kind == .crashed)
            #expect(failure.crash?.frames.first?.file.hasSuffix("TestApp/HostileTasks.swift") == true)
            let left = try FileManager.default.contentsOfDirectory(atPath: scratch.database + "-autocron")
            #expect(left.filter { $0.hasSuffix(".crash") } == [])
        }

        @Test(
            "The user's own settings are kept: no report where they forbid it, and none of ours for programs of tasks")
        func ownSettings() async throws {
            let app = try await start(backtrace: "enable=no")
            try await app.call(.misbehave("quiet", .indexOutOfBounds))
            try await app.expect(.log(.warning, "worker"))
            #expect(try failure().crash?.frames == [])
            #expect(try failure().signal == trapSignal)
        }

        @Test("Programs that tasks start inherit neither the pool's settings nor its variables")
        func environment() async throws {
            let app = try await App.started(scratch, workers: 1, "nice=3")
            try await app.call(.misbehave("env", .tellEnvironment))
            let told = try await app.expect(.environment).text
            #expect(told == #"autocron worker, nice 3, variables ["SWIFT_BACKTRACE"]"#)
            try await app.stop(within: 1)
            let other = try await start(backtrace: "limit=20")
            try await other.call(.misbehave("env", .tellEnvironment))
            #expect(try await other.expect(.environment).text.hasSuffix(#"["SWIFT_BACKTRACE"]"#))
            try await other.stop(within: 1)
            let plain = try await start()
            try await plain.call(.misbehave("env", .tellEnvironment))
            #expect(try await plain.expect(.environment).text.hasSuffix("variables []"))
        }
    }
}

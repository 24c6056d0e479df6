import AutocronTesting
import Foundation
import TestSupport
import Testing

@Suite("Who sees a test's pool")
struct VisibilityTests {
    @Test("Tests that run side by side do not see each other", arguments: 0..<100)
    func sideBySide(_ number: Int) async throws {
        try await testing { pool, journal in
            for turn in 0..<5 {
                try await suspending("\(number)", to: "\(turn)")
                buffered("\(number)")
            }
            try await pool.drain()
            #expect(journal.all.count == 10)
            #expect(journal.all.allSatisfy { $0.hasPrefix("\(number)") })
            #expect(try pool.enqueued.count == 10)
        }
    }

    @Test("A test on the main actor stays there")
    @MainActor
    func mainActor() async throws {
        try await testing { pool, _ in
            MainActor.assertIsolated()
            try stored("here")
            try await pool.drain()
            MainActor.assertIsolated()
            #expect(try pool.enqueued.map(\.status) == [.succeeded])
        }
    }

    @Test("Two tests in one Swift task are one inside the other")
    func nesting() async throws {
        try await testing { outer, _ in
            try stored("outer")
            try await testing { inner, _ in
                try stored("inner")
                #expect(try inner.enqueued.count == 1)
            }
            #expect(try outer.enqueued.count == 1)
        }
    }

    @Test("After the test's end calls are refused or told")
    func afterwards() async throws {
        let (messages, report) = AsyncStream<LogMessage>.makeStream()
        var configuration = Autocron.Configuration()
        configuration.logHandler = { report.yield($0) }
        let (ends, end) = AsyncStream<Void>.makeStream()
        let late = try await testing(configuration: configuration) { _, _ in
            Task { () -> TaskError? in
                for await _ in ends {}
                buffered("late")
                do {
                    try stored("late")
                    return nil
                } catch {
                    return error as? TaskError
                }
            }
        }
        end.finish()
        #expect(await late.value == .notStarted)
        report.finish()
        let texts = await messages.reduce(into: []) { $0.append($1.text) }
        #expect(texts.count == 1)
        #expect(texts.first?.contains("after the end of its test") == true)
    }

    @Test("Autocron cannot be started inside")
    func start() async throws {
        try await testing { _, _ in
            let error = await #expect(throws: AutocronError.self) { _ = try await Autocron.start("never.db") }
            #expect(error?.code == .alreadyStarted)
            #expect(error?.description.contains("Autocron.testing") == true)
        }
    }

    /// One after the other: what is outside of a test's Swift tasks is the same for all of these.
    @Suite("The rest of the process", .serialized)
    struct WholeProcess {
        @Test("Child tasks and begun tasks see it, detached ones do not")
        func inheritance() async throws {
            try await testing { pool, _ in
                async let child: Void = stored("child")
                try await child
                try await Task { try stored("begun") }.value
                let detached = await Task.detached { () -> TaskError? in
                    do {
                        try stored("detached")
                        return nil
                    } catch {
                        return error as? TaskError
                    }
                }.value
                #expect(detached == .notStarted)
                #expect(try pool.enqueued.map { try $0.argument("text", as: String.self) } == ["child", "begun"])
            }
        }

        @Test("Threads and detached tasks see it")
        func threads() async throws {
            try await testing(visibility: .process) { pool, _ in
                try await Task.detached { try stored("detached") }.value
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        buffered("thread")
                        continuation.resume()
                    }
                }
                #expect(try pool.enqueued.count == 2)
            }
        }

        @Test("There is one at a time")
        func one() async throws {
            try await testing(visibility: .process) { _, _ in
                let error = await #expect(throws: AutocronError.self) {
                    try await testing(visibility: .process) { _, _ in }
                }
                #expect(error?.code == .alreadyStarted)
                #expect(error?.description.contains(".serialized") == true)
            }
        }
    }
}

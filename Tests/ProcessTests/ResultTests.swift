import Foundation
import SQLiteStore
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("What becomes of results and errors")
    struct ResultTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Nothing is stuck: another task runs, and a stop takes its time only.
        private func expectHealthy(_ app: App) async throws {
            try await app.expectSquare(of: 3)
            try await app.stop(within: 5)
            #expect(!app.lines.contains { $0.contains("cannot use the database") })
        }

        @Test("A result above its limit is a failure that names both sizes, and its worker goes on")
        func aboveLimit() async throws {
            let app = try await App.started(scratch, workers: 1, "result=1000")
            let fitting = try await app.store(.large(bytes: 1000))
            let large = try await app.store(.large(bytes: 1001))
            app.send(.value(of: fitting))
            #expect(try await app.expect(.value).value?.count == 998)
            app.send(.value(of: large))
            try await app.expect(.error("its result takes 1001 bytes, and 1000 are allowed"))
            let log = try await app.expect(.log(.warning)).text
            #expect(log.contains("1001 bytes, and 1000 are allowed") && log.contains("no attempt is left"))
            try await expectHealthy(app)
            #expect(try Database(scratch).counts() == [.succeeded: 2, .failed: 1])
        }

        @Test("A result that SQLite refuses is a failure, and its worker goes on", arguments: [50, 50_000])
        func refused(bytes: Int) async throws {
            let app = try await App.started(scratch, workers: 1)
            // Stands for SQLite's limits: a row of more than a gigabyte takes its time.
            try SideConnection.run(
                """
                CREATE TRIGGER too_big BEFORE UPDATE ON autocron_tasks WHEN instr(new.outcome, 'xxxx')
                BEGIN SELECT RAISE(ABORT, 'string or blob too big'); END
                """, in: scratch.database
            )
            let id = try await app.store(.large(bytes: bytes))
            app.send(.value(of: id))
            let error = try await app.expect(.error).text
            #expect(error.contains("its result of \(bytes) bytes cannot be stored"))
            #expect(error.contains("string or blob too big"))
            try await expectHealthy(app)
            #expect(try Database(scratch).counts() == [.succeeded: 1, .failed: 1])
        }

        @Test("An error's own words reach the handle and the log, and forge no line there")
        func words() async throws {
            let app = try await App.started(scratch, workers: 1)
            let id = try await app.store(.burn("all is lost"))
            app.send(.value(of: id, as: .number))
            let error = try await app.expect(.error).text
            #expect(error.contains(#"the printer is on fire\nautocron error: all is lost\u{1B}[2J"#))
            let log = try await app.expect(.log(.warning)).text
            #expect(log.contains(#"threw Fire: the printer is on fire\nautocron error: all is lost\u{1B}[2J; no"#))
            let failure = try #require(try Database(scratch).task(id)?.failure)
            #expect(failure.message == "the printer is on fire\nautocron error: all is lost\u{1B}[2J")
            #expect(failure.type == "TestApp.Fire")
        }

        @Test("Who waits when 'stop' comes learns that the task goes on at the next start", arguments: [true, false])
        func waitsOverStop(isHost: Bool) async throws {
            let host = try await App.started(scratch, workers: 2)
            let waiter = isHost ? host : try await App.started(scratch, workers: 0)
            let id = try await host.store(.stubborn("s"))
            try await host.expect(.began("s"))
            waiter.send(.wait(for: id))
            try await waiter.expect(.waiting)
            // A wait that began later has come and gone: by then the first one has begun in earnest.
            try await waiter.expectSquare(of: 3)
            waiter.send(.stop(within: 0.4))
            let waited = try await waiter.expect(.waited)
            if isHost {
                // Its cancellation, which it does not heed, may have let it return in time.
                #expect(waited.text.contains("at the next start") || waited.value == "s!")
            } else {
                #expect(waited.text.contains("'stop' was called while this waited for the task"))
                #expect(waited.text.contains("at the next start"))
            }
            try await waiter.expect(.stopped)
            waiter.send(.value(of: id))
            try await waiter.expect(.error("autocron is not started"))
        }

        @Test("A time to live of nothing takes no result from who waited for it", arguments: [true, false])
        func noTimeToLive(isHost: Bool) async throws {
            let host = try await App.started(scratch, workers: 1, "ttl=0")
            let waiter = isHost ? host : try await App.started(scratch, workers: 0, "ttl=0")
            try await waiter.call(.squares(50))
            for length in [10, 5_000] {
                let id = try await waiter.store(.later("x\(length)", seconds: 0.2))
                waiter.send(.wait(for: id))
                try await waiter.expect(.waited("x\(length)!"))
            }
            let failing = try await waiter.store(.burn("x"))
            waiter.send(.wait(for: failing))
            // It may be over before the wait begins, and then nothing is known any more.
            let words = try await waiter.expect(.waited).text
            #expect(words.contains("on fire") || words.contains("time to live"))
        }

        @Test("A worker runs just as many tasks as it may, however many it reserves", arguments: [1, 7, 20])
        func tasksPerWorker(limit: Int) async throws {
            let app = try await App.started(scratch, workers: 1, "tasks=\(limit)")
            try await app.call(.many(60))
            try await app.waitUntilIdle(within: 120)
            let begins = app.events(.began).filter { $0.task?.hasPrefix("m") ?? false }.map(\.process)
            #expect(begins.count == 60)
            let counts = Dictionary(grouping: begins) { $0 }.mapValues(\.count).values
            #expect(counts.allSatisfy { $0 <= limit }, "\(counts)")
            #expect(counts.count == (60 + limit - 1) / limit)
        }

        @Test("A task that does not heed its cancellation and returns has succeeded")
        func returnsAllTheSame() async throws {
            let app = try await App.started(scratch, workers: 1)
            let id = try await app.store(.stubborn("s"))
            try await app.expect(.began("s"))
            try await app.call(.cancel(id))
            try await app.expectValue("s!", of: id)
        }
    }
}

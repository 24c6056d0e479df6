import Autocron
import AutocronTesting
import Foundation
import Platform
import SQLiteStore
import Synchronization
import TaskModel
import Testing

@Suite("Tasks that fail in a test")
struct FailureTests {
    @Test("A drain throws what has failed, after everything has run")
    func surfaces() async throws {
        try await testing { pool, journal in
            let handle = try await failing()
            try stored("after")
            let error = await #expect(throws: TestPoolError.self) { try await pool.drain() }
            #expect(error?.description.contains("'\(name("failing()"))'") == true)
            #expect(error?.description.contains("the task threw: no paper") == true)
            guard case .failed(let tasks) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(tasks.map(\.id) == [handle.id])
            #expect(tasks.map(\.error) == [.threw("no paper")])
            #expect(journal.all == ["after"])
            await #expect(throws: TaskError.threw("no paper")) { try await handle.value }
            try await pool.drain()
        }
    }

    @Test("Failures that are expected are found among the tasks")
    func allowed() async throws {
        try await testing { pool, _ in
            _ = try await failing()
            try await pool.drain(allowingFailures: true)
            #expect(try pool.enqueued.map(\.error) == [.threw("no paper")])
        }
    }

    @Test("Further attempts follow as the clock moves, each after its backoff")
    func retries() async throws {
        try await testing { pool, journal in
            _ = try await failsTwice()
            try await pool.drain()
            #expect(journal.all == ["attempt 1"])
            #expect(try pool.waiting.map(\.dueAt) == [monday + 60])
            try await pool.advance(by: .seconds(59))
            #expect(journal.all.count == 1)
            try await pool.advance(by: .seconds(1))
            #expect(journal.all == ["attempt 1", "attempt 2"])
            #expect(try pool.enqueued[0].attempts == 2)
            try await pool.advance(by: .seconds(3600))
            #expect(try pool.enqueued[0].status == .succeeded)
        }
    }

    @Test("A time limit cancels the function", .timeLimit(.minutes(5)))
    func timeLimit() async throws {
        try await testing { pool, _ in
            let handle = try await overlong()
            await #expect(throws: TaskError.timedOut) { try await handle.value }
            #expect(try pool.enqueued.map(\.error) == [.timedOut])
        }
    }

    @Test("What this program cannot run is parked, and told")
    func parks() async throws {
        try await testing { pool, _ in
            let old = NewTask(
                id: TaskID.make(), name: "Old.task()", arguments: Array("{}".utf8), created: .epoch,
                runAt: .epoch)
            let odd = NewTask(
                id: TaskID.make(), name: name("doubled(_:)"), arguments: Array(#"{"number":"x"}"#.utf8),
                created: .epoch, runAt: .epoch)
            _ = try pool.runtime.store.insert(old)
            _ = try pool.runtime.store.insert(odd)
            let error = await #expect(throws: TestPoolError.self) { try await pool.drain() }
            #expect(error?.description.contains("'Old.task()'") == true)
            #expect(error?.description.contains("the argument 'number' is no Int") == true)
            #expect(try pool.enqueued.map(\.status) == [.parked, .parked])
        }
    }

    @Test("A task that always stores another one does not keep the test for ever", .timeLimit(.minutes(5)))
    func neverEmpty() async throws {
        try await testing(mostTasks: 50) { pool, _ in
            try await storesItself()
            await #expect(throws: TestPoolError.endless(name("storesItself()"))) {
                try await pool.drain()
            }
        }
    }

    @Test("A long time with few tasks at each instant is not taken for that")
    func longTime() async throws {
        try await testing(recurring: .only([name("everyTwentyMinutes()")]), mostTasks: 5) { pool, journal in
            try await pool.advance(by: .seconds(86_400))
            #expect(journal.all.count == 72)
        }
    }

    @Test("Failed attempts are logged as in a worker")
    func logs() async throws {
        let book = Mutex<[LogMessage]>([])
        var configuration = Autocron.Configuration()
        configuration.logHandler = { message in book.withLock { $0.append(message) } }
        try await testing(configuration: configuration) { pool, _ in
            _ = try await failing()
            try await pool.drain(allowingFailures: true)
        }
        #expect(book.withLock { $0.map(\.level) } == [.warning])
    }
}

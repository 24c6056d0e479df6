import Autocron
import AutocronTesting
import Foundation
import Platform
import SQLiteStore
import TaskModel
import TestSupport
import Testing

@Suite("What a test sees of the calls")
struct EnqueuingTests {
    @Test("Calls of every kind are stored in order, and run in the test's process when it says so")
    func order() async throws {
        try await testing { pool, journal in
            buffered("one")
            try stored("two")
            try await suspending("three", to: "ada")
            #expect(
                try pool.enqueued.map(\.name)
                    == [name("buffered(_:)"), name("stored(_:)"), name("suspending(_:to:)")])
            #expect(try pool.enqueued.count { $0.status == .waiting && $0.dueAt == monday } == 3)
            #expect(journal.all.isEmpty)
            try await pool.drain()
            #expect(journal.all == ["one", "two", "three to ada"])
            #expect(try pool.enqueued.map(\.status) == [.succeeded, .succeeded, .succeeded])
            #expect(try pool.waiting.isEmpty)
        }
    }

    @Test("Arguments and results are decoded")
    func arguments() async throws {
        try await testing { pool, _ in
            try await suspending("hello")
            let handle = try await doubled(21)
            let tasks = try pool.enqueued
            #expect(try tasks[0].argument("text") == "hello")
            #expect(try tasks[0].argument("address", as: String.self) == "nobody")
            #expect(throws: (any Error).self) { try tasks[0].argument("text", as: Int.self) }
            #expect(throws: (any Error).self) { try tasks[0].argument("nothing", as: Int.self) }
            #expect(tasks[1].id == handle.id)
            #expect(try tasks[1].result(as: Int.self) == nil)
            try await pool.drain()
            #expect(try pool.enqueued[1].result() == 42)
            #expect(try pool.enqueued[0].result(as: Int.self) == nil)
        }
    }

    @Test("Priority, then time, decides who is first, as with workers")
    func priorities() async throws {
        try await testing { pool, journal in
            try Autocron.enqueue(priority: .low) { try stored("low") }
            try stored("medium")
            try Autocron.enqueue(priority: .high, queue: "mail") { try stored("high") }
            #expect(try pool.enqueued.map(\.queue) == ["default", "default", "mail"])
            try await pool.drain()
            #expect(journal.all == ["high", "medium", "low"])
        }
    }

    @Test("Tasks of all queues run, whichever the program serves")
    func servedQueues() async throws {
        var configuration = Autocron.Configuration()
        configuration.servedQueues = ["gpu"]
        try await testing(configuration: configuration) { pool, journal in
            try stored("default")
            try Autocron.enqueue(queue: "mail") { try stored("mail") }
            try await pool.drain()
            #expect(Set(journal.all) == ["default", "mail"])
        }
    }

    @Test("Without options 'enqueue' changes nothing: each call is stored for itself, and may be awaited")
    func withoutOptions() async throws {
        try await testing { pool, _ in
            #expect(throws: Trouble.self) {
                try Autocron.enqueue {
                    try stored("one")
                    throw Trouble()
                }
            }
            Autocron.enqueue { buffered("two") }
            let sum = try await Autocron.enqueue { try await awaited(1) }
            #expect(sum == 2)
            #expect(try pool.enqueued.count == 3)
        }
    }

    @Test("A closure inside another one has its options, but for those that it names")
    func nestedOptions() async throws {
        try await testing { pool, _ in
            try Autocron.enqueue(after: .seconds(60), queue: "mail") {
                try stored("one")
                try Autocron.enqueue(queue: "post") { try stored("two") }
            }
            #expect(try pool.enqueued.map(\.queue) == ["mail", "post"])
            #expect(try pool.enqueued.map(\.dueAt) == [monday + 60, monday + 60])
        }
    }

    @Test("A transaction has the options of the closure around it")
    func transactionWithOptions() async throws {
        try await testing { pool, _ in
            try await Autocron.enqueue(priority: .low, queue: "mail") {
                try await Autocron.transaction { try stored("one") }
            }
            #expect(try pool.enqueued.map(\.queue) == ["mail"])
        }
    }

    @Test("A transaction stores all or nothing")
    func transaction() async throws {
        try await testing { pool, _ in
            await #expect(throws: Trouble.self) {
                try await Autocron.transaction {
                    try stored("one")
                    throw Trouble()
                }
            }
            #expect(try pool.enqueued.isEmpty)
            try await Autocron.transaction {
                try stored("one")
                buffered("two")
            }
            #expect(try pool.enqueued.count == 2)
        }
    }

    @Test("Unique keys hold until the task has ended")
    func uniqueKeys() async throws {
        try await testing { pool, _ in
            let first = try await unique(1)
            #expect(try await unique(1) == first)
            #expect(try await unique(2) != first)
            try await pool.drain()
            #expect(try await unique(1) != first)
            #expect(try pool.enqueued.count == 3)
        }
    }

    @Test("A cancelled task does not run, and its progress and context are the library's own")
    func contexts() async throws {
        try await testing { pool, _ in
            let cancelled = try await doubled(1)
            try await cancelled.cancel()
            try await reports()
            let described = try await describesItself()
            try await pool.drain()
            #expect(try pool.enqueued.map(\.status) == [.cancelled, .succeeded, .succeeded])
            #expect(try pool.enqueued[1].progress == 0.25)
            #expect(try await described.value == "\(name("describesItself()")) 1 true")
            await #expect(throws: TaskError.cancelled) { try await cancelled.value }
        }
    }

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        try await body(folder.database)
    }

    @Test("Tasks of the application's own transaction are there after its COMMIT, and not after a ROLLBACK")
    func ownTransaction() async throws {
        try await withFile { path in
            try await testing(database: path) { pool, journal in
                let connection = try SideConnection(path)
                for ending in ["ROLLBACK", "COMMIT"] {
                    try connection.run("BEGIN IMMEDIATE")
                    try unsafe Autocron.transaction(on: connection.handle) { try stored(ending) }
                    #expect(try pool.enqueued.isEmpty)
                    try connection.run(ending)
                }
                try await pool.drain()
                #expect(journal.all == ["COMMIT"])
            }
        }
    }

    @Test("A database of the test's own is used and left")
    func ownDatabase() async throws {
        try await withFile { path in
            try await testing(database: path) { _, _ in try stored("one") }
            try await testing(database: path) { pool, journal in
                try await pool.drain()
                #expect(journal.all == ["one"])
            }
        }
    }

    @Test("A unique call in a transaction whose equal task ends before its end has the task that is stored then")
    func uniqueInTransaction() async throws {
        try await testing { pool, _ in
            let first = try await unique(1)
            let second = try await Autocron.transaction {
                let handle = try await unique(1)
                try await pool.drain()
                return handle
            }
            #expect(try pool.enqueued.map(\.id) == [first.id, second.id])
            #expect(try await second.value == 1)
        }
    }

    @Test("What a crashed test has left running is run by the next one on its database")
    func crashedBefore() async throws {
        try await withFile { path in
            try await testing(database: path) { _, _ in try stored("one") }
            let store = try SQLiteStore(path: path)
            let claimed = try store.write { connection throws(StoreError) in
                try connection.claim(Claimant(slot: "test", limit: 1) { _ in true }, now: .distantFuture)
            }
            store.close()
            #expect(claimed.tasks.count == 1)
            try await testing(from: monday + 60, database: path) { pool, journal in
                try await pool.advance(by: .seconds(60))
                #expect(journal.all == ["one"])
            }
        }
    }
}

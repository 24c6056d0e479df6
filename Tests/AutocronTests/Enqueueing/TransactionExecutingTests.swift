import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

#if PostgreSQL
@testable import PostgresStore
#endif

@Suite("Calls in a transaction of the application's own driver, where tasks are in a file")
struct TransactionExecutingInFileTests {
    @Test("They are refused before the closure runs, with a sentence that names what there is for a file")
    func refused() async throws {
        let runtime = try LockedRuntime().runtime
        await CurrentRuntime.$ofTest.withValue(runtime) {
            let error = await #expect(throws: AutocronError.self) {
                try await Autocron.transaction(executing: { _, _ in Issue.record("executed") }) {
                    Issue.record("the closure has run")
                }
            }
            #expect(error?.code == .otherDatabase)
            #expect(error?.description.contains("'transaction(on:)'") == true)
        }
    }
}

#if PostgreSQL
@Suite(
    "Calls in a transaction of the application's own driver",
    .enabled(if: PostgresServer.address != nil, Comment(rawValue: PostgresServer.isMissing)), .timeLimit(.minutes(5)))
struct TransactionExecutingTests {
    private let runtime: Runtime
    private let spy = NotifierSpy()
    private let driver: Driver

    /// A driver as applications have one: it executes a statement with parameters, and gives rows that nobody reads.
    private actor Driver {
        private let connection: PostgresConnection
        private(set) var statements: [String] = []

        init(_ address: String) throws {
            connection = try PostgresConnection(ConnectionString(address))
        }

        func run(_ sql: String) throws {
            _ = try query(sql, [])
        }

        func query(_ sql: String, _ parameters: [String]) throws -> [String] {
            statements.append(sql)
            return try connection.rows(sql, parameters.map { .text($0) }) { row in "\(row.size(0))" }
        }
    }

    init() throws {
        let address = PostgresServer.newDatabase()
        var configuration = Autocron.Configuration()
        configuration.logHandler = { _ in }
        runtime = Runtime(
            store: try PostgresStore(address), configuration: configuration, registry: Registry([]), listener: spy)
        driver = try Driver(address)
        runtime.open()
        CurrentRuntime.expectTests()
    }

    private func inRuntime(_ body: () async throws -> Void) async throws {
        try await CurrentRuntime.$ofTest.withValue(runtime) { try await body() }
        runtime.close()
    }

    private func call(_ name: String) async throws -> TaskID {
        try await CallStore.storeSuspending(TaskCall(name: name, arguments: Array(#"{"a":"\u0000"}"#.utf8)))
    }

    /// The answer to whoever awaits a call's handle.
    private func answer(_ id: TaskID) async -> TaskError? {
        do throws(TaskError) {
            _ = try await OutcomeReader.result(of: id, within: .milliseconds(1))
            return nil
        } catch {
            return error
        }
    }

    @Test("All are stored by one statement, are there after the COMMIT, and the pool is told though nobody sees it")
    func committed() async throws {
        try await inRuntime {
            try await driver.run("BEGIN")
            // Committed by the first look, however slow the machine is: after the last one nobody looks.
            let ids = try await Autocron.transaction(executing: { [driver] sql, parameters in
                _ = try await driver.query(sql, parameters)
                #expect(await driver.statements.count == 2)
                try await driver.run("COMMIT")
            }) {
                let first = try await call("a")
                let second = try await Autocron.enqueue(after: .seconds(3_600), queue: "mail") { try await call("b") }
                let third = CallStore.buffer(TaskCall(name: "c", arguments: Array("{}".utf8)))
                return [first, second, third]
            }
            for id in ids { #expect(await answer(id) == .waitTimedOut) }
            while spy.all.isEmpty {
                try Task.checkCancellation()
                await Task.yield()
            }
            #expect(spy.all.map(\.due) == [2] && spy.all.allSatisfy { $0.earliest != nil })
        }
    }

    @Test("After a ROLLBACK whoever awaits a handle learns that there is no such task, and the pool is told nothing")
    func rolledBack() async throws {
        try await inRuntime {
            try await driver.run("BEGIN")
            let id = try await Autocron.transaction(executing: { try await driver.query($0, $1) }) {
                try await call("a")
            }
            try await driver.run("ROLLBACK")
            #expect(await answer(id) == .unknown)
            while runtime.commits.poll.isExpecting {
                try Task.checkCancellation()
                await Task.yield()
            }
            #expect(spy.all.isEmpty)
        }
    }

    @Test("A closure that throws executes nothing, nor does one without calls; the transaction goes on")
    func nothing() async throws {
        try await inRuntime {
            try await driver.run("BEGIN")
            await #expect(throws: TaskError.cancelled) {
                try await Autocron.transaction(executing: { try await driver.query($0, $1) }) {
                    _ = try await call("a")
                    throw TaskError.cancelled
                }
            }
            #expect(try await Autocron.transaction(executing: { try await driver.query($0, $1) }) { 7 } == 7)
            #expect(await driver.statements == ["BEGIN"])
            try await driver.run("COMMIT")
        }
    }

    @Test("What the driver throws is what the caller gets, and then nothing is looked for")
    func driverThrows() async throws {
        try await inRuntime {
            await #expect(throws: CancellationError.self) {
                try await Autocron.transaction(executing: { _, _ in throw CancellationError() }) { try await call("a") }
            }
            #expect(!runtime.commits.poll.isExpecting)
        }
    }

    @Test("A call that waits for its result inside throws, and another transaction inside is part of this one")
    func nested() async throws {
        try await inRuntime {
            try await driver.run("BEGIN")
            let id = try await Autocron.transaction(executing: { try await driver.query($0, $1) }) {
                await #expect(throws: TaskError.wouldDeadlock) {
                    _ = try await CallStore.result(TaskCall(name: "a", arguments: Array("{}".utf8)))
                }
                return try await Autocron.transaction { try await call("b") }
            }
            try await driver.run("COMMIT")
            #expect(await answer(id) == .waitTimedOut)
        }
    }

    @Test("With 'notifies' the transaction itself tells all hosts, and this process does not look")
    func notifies() async throws {
        try await inRuntime {
            let listener = try PostgresSideConnection()
            let schema = try ConnectionString(runtime.store.address).schema
            try listener.run("LISTEN \(schema)")
            try await driver.run("BEGIN")
            try await Autocron.transaction(executing: { try await driver.query($0, $1) }, notifies: true) {
                _ = try await call("a")
            }
            #expect(!runtime.commits.poll.isExpecting)
            #expect(try listener.notifications().isEmpty)
            try await driver.run("COMMIT")
            #expect(try listener.notifications() == [schema])
        }
    }

    @Test("A connection of SQLite is refused with a sentence that names what there is for a server")
    func borrowed() async throws {
        try await inRuntime {
            let folder = try TemporaryFolder()
            try SQLiteStore(path: folder.database).close()
            let file = try Connection(
                path: folder.database, syncsOnCommit: false, busyTimeout: .zero, checkpointsAtClose: false)
            let error = #expect(throws: AutocronError.self) {
                try unsafe Autocron.transaction(on: file.handle) {}
            }
            #expect(error?.code == .otherDatabase)
            #expect(error?.description.contains("'transaction(executing:)'") == true)
            // The folder goes with its last use.
            withExtendedLifetime(folder) {}
        }
    }
}
#endif

import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel
@testable import WorkerFiles

@Suite("Copying the log into the file")
struct CheckpointerTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private var walSize: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: fixture.path + "-wal")
        return (attributes?[.size] as? Int) ?? 0
    }

    @Test("Everything is copied, and the log begins anew instead of growing")
    func startsAnew() throws {
        let checkpointer = try Checkpointer(file: fixture.store.file)
        for _ in 0..<50 { try fixture.insert(.due()) }
        #expect(try checkpointer.run()?.isComplete == true)
        let size = walSize
        try fixture.insert(.due())
        #expect(fixture.store.walFrames < 20)
        for _ in 0..<20 {
            for _ in 0..<10 { try fixture.insert(.due()) }
            #expect(try checkpointer.run()?.isComplete == true)
        }
        #expect(walSize == size)
    }

    @Test("While another process copies, this one does not")
    func oneAtATime() throws {
        let directory = PoolDirectory(database: fixture.store.file.path)
        try directory.prepare()
        let checkpointer = try Checkpointer(file: fixture.store.file)
        let other = try #require(try FileLock.take(folder: directory.path))
        #expect(try checkpointer.run() == nil)
        other.release()
        #expect(try checkpointer.run()?.isComplete == true)
    }

    @Test("What a burst has added to the log's file is given back in a quiet moment, and not before")
    func givesBack() throws {
        let checkpointer = try Checkpointer(file: fixture.store.file)
        var task = NewTask.due()
        task.arguments = Array("\"\(String(repeating: "x", count: 100_000))\"".utf8)
        for _ in 0..<100 {
            task.id = Identifiers.next()
            try fixture.insert(task)
        }
        let size = walSize
        #expect(size > 10_000_000)
        #expect(try checkpointer.run()?.isComplete == true)
        #expect(walSize >= size)
        #expect(try checkpointer.run(shrinks: true)?.isComplete == true)
        #expect(walSize == WriteAheadLog.restingSize)
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 100)
    }

    @Test("Nothing to copy is no trouble")
    func nothingToDo() throws {
        let checkpointer = try Checkpointer(file: fixture.store.file)
        for _ in 0..<3 { #expect(try checkpointer.run()?.isComplete == true) }
    }

    @Test("A long reader is not waited for, makes no writer wait, and sees its own state")
    func longReader() throws {
        let checkpointer = try Checkpointer(file: fixture.store.file)
        let other = try SQLiteStore(path: fixture.path, access: SQLiteStore.Access(busyTimeout: .zero))
        let seen = try fixture.store.read { connection throws(StoreError) in
            let before = try connection.counts()
            for _ in 0..<3 {
                _ = try other.write { connection throws(StoreError) in try connection.insert(.due()) }
                let progress = try checkpointer.run()
                #expect(progress?.isComplete == false)
                #expect(progress.map { $0.copied < $0.frames } == true)
            }
            return [before, try connection.counts()]
        }
        #expect(seen == [[:], [:]])
        #expect(try checkpointer.run()?.isComplete == true)
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 3)
    }

    @Test("A writer in the middle of its transaction is waited for")
    func openTransaction() async throws {
        let checkpointer = Unshared(try Checkpointer(file: fixture.store.file))
        let fixture = fixture
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        async let writing: Void = onThread {
            try fixture.store.write { connection throws(StoreError) in
                hasBegun.finish()
                for _ in 0..<100 { _ = try connection.insert(.due()) }
            }
        }
        for await _ in begun {}
        let progress = try #require(try await onThread { try checkpointer.value.run() })
        try await writing
        #expect(progress.frames >= 1)
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks") == 100)
    }

    @Test("Nothing is lost while two writers commit and the log is copied again and again", .timeLimit(.minutes(5)))
    func nothingLost() async throws {
        try fixture.run("CREATE TABLE chain(writer INTEGER, number INTEGER, sum INTEGER, PRIMARY KEY(writer, number))")
        let path = fixture.path
        let isOver = Mutex(false)
        let checkpointer = Unshared(try Checkpointer(file: fixture.store.file))
        async let first = onThread { try Self.extendChain(1, path, commits: 300) }
        async let second = onThread { try Self.extendChain(2, path, commits: 300) }
        async let rounds = onThread {
            var rounds = 0
            while !isOver.withLock({ $0 }) {
                _ = try checkpointer.value.run()
                rounds += 1
            }
            return rounds
        }
        let (one, two) = try await (first, second)
        isOver.withLock { $0 = true }
        #expect(try await rounds > 0)
        for (writer, chain) in [(Int64(1), one), (2, two)] {
            #expect(try chainOnDisk(writer) == chain)
        }
    }

    /// The numbers that one writer has committed, each row holding the sum of all before it.
    struct Chain: Hashable, Sendable {
        var count: Int64 = 0
        var sum: Int64 = 0
    }

    private static func extendChain(
        _ writer: Int64, _ path: String, commits: Int64
    ) throws -> Chain {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        var chain = Chain()
        while chain.count < commits {
            let number = Int64.random(in: 0..<1_000_000)
            let next = Chain(count: chain.count + 1, sum: (chain.sum &* 31 &+ number) & 0xFFFF_FFFF)
            try store.write { connection throws(StoreError) in
                let last = try connection.statement("SELECT sum FROM chain WHERE writer = ?1 AND number = ?2")
                    .first(.integer(writer), .integer(chain.count)) { $0.integer(0) }
                guard (last ?? 0) == chain.sum else { throw StoreError(.corrupt, "commit \(chain.count) is lost") }
                try connection.statement("INSERT INTO chain VALUES (?1, ?2, ?3)")
                    .run(.integer(writer), .integer(next.count), .integer(next.sum))
            }
            chain = next
        }
        return chain
    }

    private func chainOnDisk(_ writer: Int64) throws -> Chain? {
        try fixture.store.read { connection throws(StoreError) in
            try connection.statement(
                "SELECT count(*), (SELECT sum FROM chain WHERE writer = ?1 ORDER BY number DESC LIMIT 1) FROM chain WHERE writer = ?1"
            ).first(.integer(writer)) { Chain(count: $0.integer(0), sum: $0.integer(1)) }
        }
    }
}

/// Lends something to one other thread, while this one does not use it.
struct Unshared<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

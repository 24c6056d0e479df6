import Foundation
import Synchronization
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Platform
@testable import SQLiteStore

@Suite("Deleting very many old outcomes", .timeLimit(.minutes(2)))
struct CheckpointThreadTests {
    let folder: TemporaryFolder
    let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
        try PoolDirectory(database: store.file.path).prepare()
        try EndedTasks.store(Self.count, in: store)
        // The test's own rows are not what is measured.
        #expect(try Checkpointer(file: store.file).run(shrinks: true)?.isComplete == true)
    }

    private static let count: Int64 = 40_000

    private func ended() throws -> Int64 {
        try store.read { connection throws(StoreError) in Int64(try connection.counts()[.succeeded] ?? 0) }
    }

    /// Whether there are any; a look that is over in a moment, since a reader keeps the log from being started anew.
    private func areEnded() throws -> Bool {
        try store.read { connection throws(StoreError) in
            try connection.statement("SELECT 1 FROM autocron_tasks WHERE state = 2 LIMIT 1").first { _ in true }
                ?? false
        }
    }

    private func thread() -> CheckpointThread {
        let thread = CheckpointThread(file: store.file) { _ in }
        thread.start()
        return thread
    }

    @Test("The log stays short meanwhile")
    func logStaysShort() async throws {
        let thread = thread()
        let longest = LongestLog(store)
        thread.request(deletingBefore: .distantFuture)
        try await onThread {
            while try areEnded() { usleep(2_000) }
            thread.finish()
        }
        // Each deleted row may change a page of each index, and a batch or two may come between; without copies it has more
        // than 130 MB.
        #expect(longest.end() < 50_000_000)
        #expect(store.walSize <= WriteAheadLog.restingSize)
    }

    @Test("The pool's end does not wait for it")
    func endsEarly() async throws {
        let thread = thread()
        thread.request(deletingBefore: .distantFuture)
        try await onThread {
            while try ended() == Self.count { usleep(100) }
            thread.finish()
        }
        #expect(try ended() > 0)
    }

    @Test("It waits for a reader who keeps the log from being started anew, and goes on after it")
    func reader() async throws {
        let (reading, isReading) = AsyncStream<Void>.makeStream()
        let goesOn = DispatchSemaphore(value: 0)
        let other = try SQLiteStore(path: store.file.path)
        async let reader: Void = onThread {
            try other.read { connection throws(StoreError) in
                _ = try connection.counts()
                isReading.finish()
                goesOn.wait()
            }
        }
        for await _ in reading {}
        let said = Mutex<[StoreNotice]>([])
        let thread = CheckpointThread(file: store.file) { message in said.withLock { $0.append(message) } }
        thread.start()
        thread.request(deletingBefore: .distantFuture)
        try await onThread {
            // It gives up when the log is long, and says so.
            while said.withLock({ $0.isEmpty }) { usleep(1_000) }
        }
        #expect(store.walSize < 100_000_000)
        let left = try ended()
        #expect(left > 0)
        goesOn.signal()
        try await reader
        thread.request(deletingBefore: .distantFuture)
        try await onThread {
            while try ended() == left { usleep(1_000) }
            thread.finish()
        }
    }
}

/// Ended tasks, in the order in which a busy pool would have stored them.
enum EndedTasks {
    static func store(_ count: Int64, in store: SQLiteStore) throws {
        try store.write { connection throws(StoreError) in
            try connection.statement(
                """
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1) \
                INSERT INTO autocron_tasks(uuid, state, queue, level, run_at, name, arguments, created, max_attempts, \
                started, finished, outcome) \
                SELECT randomblob(16), 2, 1, 1, n, 'work', zeroblob(300), n, 1, n, abs(random() % 1000000), zeroblob(50) \
                FROM numbers
                """
            ).run(.integer(count))
        }
    }
}

/// Watches how long the log gets.
final class LongestLog: Sendable {
    private let isOver = Atomic(false)
    private let longest = Atomic<Int64>(0)
    private let done = DispatchSemaphore(value: 0)

    init(_ store: SQLiteStore) {
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .acquiring) {
                longest.max(store.walSize, ordering: .relaxed)
                usleep(500)
            }
            done.signal()
        }
    }

    /// - Returns: bytes.
    func end() -> Int64 {
        isOver.store(true, ordering: .releasing)
        done.wait()
        return longest.load(ordering: .relaxed)
    }
}

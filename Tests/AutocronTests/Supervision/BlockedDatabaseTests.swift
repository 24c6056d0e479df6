import Dispatch
import Foundation
import SQLiteStore
import Synchronization
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("A pool whose database does not answer", .timeLimit(.minutes(5)))
struct BlockedDatabaseTests {
    /// What makes the pool use its database.
    enum Use: String, CaseIterable, Sendable {
        case nextDue, storedSettings, unwantedAttempts, ended, standstill, makeSlot, recover
    }

    @Test(
        "Time limits are kept, dead workers reaped, and a stop ends in time, whatever the database is used for",
        arguments: Use.allCases)
    func delaysNothing(use: Use) async throws {
        let pool = try BlockedPool(workers: 2)
        let (first, second) = (await pool.nextWorker(), await pool.nextWorker())
        let store = pool.store
        store.gate.close()
        // As a caller has it who waits.
        let ticket = pool.runtime.outcomes.ticket(for: TaskID(high: 1, low: 2))
        pool.use(use, worker: first)
        try #require(await onThread { store.gate.awaitBlocked(use.rawValue) })

        // One is killed because its time is over; if one was killed to have it recovered, the other one.
        let attempt = AttemptID(row: 7, claimNumber: 1)
        second.slot.begin(SlotRecord(attempt: attempt, started: 1))
        let killAt = MonotonicTime.now() + .milliseconds(50)
        second.sender.send(.busy(PoolMessage.KillDeadline(attempt: attempt, killAt: killAt), stopReason: .none))
        try await second.reaped()
        #expect(MonotonicTime.now() >= killAt)
        #expect(MonotonicTime.now() - killAt < .seconds(5))

        let began = MonotonicTime.now()
        await pool.stop(within: .milliseconds(300))
        #expect(MonotonicTime.now() - began < .seconds(5))
        try await first.reaped()
        // Who still waits for the database may write, so no other process may host.
        #expect(try FileLock.take(pool.host.directory.lock, waiting: false) == nil)
        store.gate.open()
        let path = pool.host.directory.lock
        _ = try await onThread { try FileLock.take(path, waiting: true) }
        #expect(ticket.signaledAt != nil)
    }

    @Test("A stop before the database has answered for the first time ends in time, and no worker was started")
    func neverAnswered() async throws {
        let pool = try BlockedPool(workers: 2, isBlocked: true)
        let store = pool.store
        try #require(await onThread { store.gate.awaitBlocked("pin") })
        let began = MonotonicTime.now()
        await pool.stop(within: .milliseconds(100))
        #expect(MonotonicTime.now() - began < .seconds(5))
        store.gate.open()
        let path = pool.host.directory.lock
        _ = try await onThread { try FileLock.take(path, waiting: true) }
        #expect(pool.workersStarted == 0)
    }

    @Test("A database that answers is written to before the stop ends")
    func answered() async throws {
        let pool = try BlockedPool(workers: 1)
        let worker = await pool.nextWorker()
        worker.slot.begin(SlotRecord(attempt: AttemptID(row: 7, claimNumber: 1), started: 1))
        await pool.stop(within: .milliseconds(300))
        #expect(!FileManager.default.fileExists(atPath: pool.host.directory.slot(named: worker.slotName)))
        #expect(try FileLock.take(pool.host.directory.lock, waiting: false) != nil)
    }
}

/// A pool in this process, whose workers are programs that only sleep: the tests say what such a worker says.
private final class BlockedPool: Sendable {
    let folder: TemporaryFolder
    let store: BlockingStore
    let runtime: Runtime
    let host: PoolMembership
    private let started: AsyncStream<SleepingWorker>
    private let count: Mutex<Int>

    /// - Parameters:
    ///   - workers: Their number.
    ///   - isBlocked: Whether the database never answers.
    init(workers: Int, isBlocked: Bool = false) throws {
        folder = try TemporaryFolder()
        let file = try SQLiteStore(path: folder.database)
        store = BlockingStore(file)
        if isBlocked { store.gate.close() }
        var configuration = Autocron.Configuration()
        configuration.logHandler = { _ in }
        configuration.stated[.workers] = .number(Int64(workers))
        let directory = PoolDirectory(database: file.file.path)
        try directory.prepare()
        host = try PoolMembership(directory: directory, page: nil, maintenance: store.makeMaintenance { _ in })
        runtime = Runtime(store: store, configuration: configuration, registry: Registry([]), listener: host)
        let (started, start) = AsyncStream<SleepingWorker>.makeStream()
        self.started = started
        count = Mutex(0)
        #expect(host.becomeHost())
        let lock = try #require(try FileLock.take(directory.lock, waiting: false))
        Thread.detachNewThread { [self] in
            do {
                let supervisor = try Supervisor(runtime: runtime, host: host, lock: lock) {
                    index, hello throws(SystemFailure) in
                    let (worker, handle) = try SleepingWorker.start(index: index, hello: hello)
                    self.count.withLock { $0 += 1 }
                    worker.sender.send(.ready)
                    start.yield(worker)
                    return handle
                }
                supervisor.run()
            } catch {
                Issue.record(error)
            }
        }
    }

    var workersStarted: Int { count.withLock { $0 } }

    func nextWorker() async -> SleepingWorker {
        var iterator = started.makeAsyncIterator()
        guard let worker = await iterator.next() else { preconditionFailure("the stream does not end") }
        return worker
    }

    /// Has the pool use its database, which does not answer.
    func use(_ use: BlockedDatabaseTests.Use, worker: SleepingWorker) {
        switch use {
        case .nextDue: host.reread(.nextDue)
        case .storedSettings: host.reread(.settings)
        case .unwantedAttempts: host.cancellationRequested()
        case .ended: worker.sender.send(.cancellationRequested)
        case .standstill: host.databaseMailbox.post { $0.waitingWorkers = [] }
        case .makeSlot: host.databaseMailbox.post { $0.slots += 1 }
        case .recover:
            worker.slot.begin(SlotRecord(attempt: AttemptID(row: 3, claimNumber: 1), started: 1))
            kill(worker.process, SIGKILL)
        }
    }

    func stop(within limit: Duration) async {
        await withCheckedContinuation { continuation in
            host.stop(PoolMembership.StopOrder(within: limit, now: .now())) { continuation.resume() }
        }
    }
}

/// A process that sleeps in place of a worker, and what the worker would have.
private struct SleepingWorker: Sendable {
    let process: pid_t
    let slotName: String
    let slot: SlotWriter
    /// To the pool.
    let sender: MessageSender

    static func start(
        index: Int, hello: PoolMessage.Hello
    ) throws(SystemFailure) -> (SleepingWorker, WorkerHandle) {
        let (ours, theirs) = try Descriptor.socketPair()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        // If a test fails, the process must not keep the test runner's output open.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for stream in Int32(0)...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
        }
        var process: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = unsafe ["sleep", "60"].map { (word: String) in
            unsafe strdup(word)
        }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        errno = unsafe posix_spawn(&process, "/bin/sleep", &actions, &attributes, arguments + [nil], nil)
        guard errno == 0 else { throw SystemFailure("cannot start /bin/sleep") }
        let worker = SleepingWorker(
            process: process, slotName: hello.slotName, slot: try SlotWriter(path: hello.slotPath),
            sender: MessageSender(socket: theirs))
        let handle = WorkerHandle(
            index: index, process: process, slotName: hello.slotName, socket: ours, standardError: nil)
        return (worker, handle)
    }

    /// Waits until the process is gone, and its parent has taken note of that.
    func reaped() async throws {
        while kill(process, 0) == 0 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(errno == ESRCH)
    }
}

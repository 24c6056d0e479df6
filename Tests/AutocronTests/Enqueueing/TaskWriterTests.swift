import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Autocron
@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("The thread that stores buffered calls", .timeLimit(.minutes(5)))
struct TaskWriterTests {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let listener = NotifierSpy()
    let recorder = LogRecorder()
    let writer: TaskWriter

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"), access: SQLiteStore.Access(busyTimeout: .zero))
        writer = TaskWriter(store: store, listener: listener, log: recorder.log)
    }

    private func count() throws -> Int {
        try store.read { connection throws(StoreError) in try connection.counts()[.waiting] ?? 0 }
    }

    /// Keeps everybody from writing until it is given back.
    private func lock() throws -> Connection {
        let connection = try Connection(
            path: folder.file("app.db"), syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: false
        )
        try connection.execute("BEGIN IMMEDIATE")
        return connection
    }

    private func store(_ task: NewTask) async -> Result<InsertResult, StoreError>? {
        await withCheckedContinuation { continuation in
            let isTaken = writer.add(TaskWriter.Entry(task: task) { continuation.resume(returning: $0) })
            if !isTaken { continuation.resume(returning: nil) }
        }
    }

    @Test("What was added before it started is stored when it does")
    func beforeStart() throws {
        for _ in 0..<3 { #expect(writer.add(TaskWriter.Entry(task: .made()))) }
        #expect(!writer.flush(within: .milliseconds(1)))
        writer.start()
        #expect(writer.flush(within: .seconds(30)))
        #expect(try count() == 3)
        #expect(writer.close(within: .seconds(30)).isEmpty)
    }

    @Test("Nothing to store is flushed at once, started or not")
    func nothing() async {
        #expect(writer.flush(within: .zero))
        await writer.flush()
        #expect(writer.close(within: .zero).isEmpty)
    }

    @Test("Whoever waits learns what became of the task, and the listener what is due")
    func completions() async throws {
        writer.start()
        let unique = UniqueKey(key: "key", scope: .untilFinished)
        let first = NewTask.made(unique: unique)
        #expect(await store(first) == .success(.stored))
        #expect(await store(.made(unique: unique)) == .success(.existing(first.id)))
        #expect(await store(.made(runAt: .distantFuture - 5)) == .success(.stored))
        #expect(writer.close(within: .seconds(30)).isEmpty)
        #expect(await store(.made()) == nil)
        #expect(listener.all.reduce(0) { $0 + $1.due } == 2)
        #expect(listener.all.last == NotifierSpy.Commit(due: 0, earliest: .distantFuture - 5))
    }

    @Test("Many callers at once lose nothing")
    func manyCallers() async throws {
        writer.start()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [writer] in
                    for _ in 0..<250 { _ = writer.add(TaskWriter.Entry(task: .made())) }
                    await writer.flush()
                }
            }
        }
        #expect(try count() == 2_000)
        #expect(writer.close(within: .seconds(30)).isEmpty)
    }

    @Test("A task that SQLite refuses for what it is is told of, and holds up no others")
    func refusedTask() async throws {
        try store.write { connection throws(StoreError) in
            try connection.execute(
                """
                CREATE TRIGGER no_bad BEFORE INSERT ON autocron_tasks WHEN new.name = 'bad'
                BEGIN SELECT RAISE(ABORT, 'more than it holds'); END
                """
            )
        }
        for name in ["work", "bad", "work", "work", "bad"] {
            #expect(writer.add(TaskWriter.Entry(task: .made(name))))
        }
        writer.start()
        #expect(writer.flush(within: .seconds(30)))
        #expect(try count() == 3)
        guard case .failure(let error) = await store(.made("bad")) else {
            Issue.record("the caller is told of it")
            return
        }
        #expect(error.code == .refused)
        #expect(await store(.made()) == .success(.stored))
        #expect(writer.close(within: .seconds(30)).isEmpty)
        let said = await recorder.rest()
        #expect(said.map(\.level) == [.error, .error])
        #expect(said.allSatisfy { $0.text.contains("a call of 'bad' is not stored") })
    }

    @Test("Where the database cannot be written, who waits is told, and the others' tasks are kept and stored later")
    func failure() async throws {
        let holder = try lock()
        writer.start()
        #expect(writer.add(TaskWriter.Entry(task: .made())))
        let message = try #require(await recorder.next())
        #expect(message.level == .error)
        #expect(message.text.contains("kept in memory"))
        let result = await store(.made())
        guard case .failure(let error) = result else {
            Issue.record("expected a failure, found \(String(describing: result))")
            return
        }
        #expect(error.code == .busy)
        try holder.execute("ROLLBACK")
        #expect(writer.flush(within: .seconds(30)))
        #expect(try count() == 1)
        #expect(await recorder.next()?.text.contains("can be written again") == true)
        #expect(writer.close(within: .seconds(30)).isEmpty)
    }

    @Test("Whoever waits for long learns why nothing can be stored, until it can")
    func lastingFailure() async throws {
        let owner = try lock()
        #expect(writer.add(TaskWriter.Entry(task: .made())))
        #expect(writer.failure(lasting: .zero) == nil)
        writer.start()
        #expect(await recorder.next()?.text.contains("cannot be stored yet") == true)
        #expect(writer.failure(lasting: .zero)?.code == .busy)
        #expect(writer.failure(lasting: .seconds(3_600)) == nil)
        let ticket = try #require(writer.ticketForAll())
        try owner.execute("ROLLBACK")
        #expect(await ticket.wait() == .poll)
        #expect(writer.failure(lasting: .zero) == nil)
        #expect(writer.ticketForAll() == nil)
        #expect(writer.close(within: .seconds(30)).isEmpty)
    }

    @Test("A flush that waits for a task which then fails ends")
    func flushOfFailedTask() async throws {
        let holder = try lock()
        // Before the thread starts, so that the flush surely waits.
        let (results, report) = AsyncStream<Bool>.makeStream()
        #expect(writer.add(TaskWriter.Entry(task: .made()) { _ in report.yield(true) }))
        let (waiting, isWaiting) = AsyncStream<Void>.makeStream()
        async let ended = ends { [writer] in
            isWaiting.finish()
            await writer.flush()
        }
        for await _ in waiting {}
        await Task.yield()
        writer.start()
        #expect(await results.first { _ in true } == true)
        #expect(await ended)
        try holder.execute("ROLLBACK")
    }

    @Test("A flush does not end before its tasks are on disk because later ones have failed")
    func flushOutlastsLaterFailures() async throws {
        let holder = try lock()
        #expect(writer.add(TaskWriter.Entry(task: .made())))
        let hasEnded = Flag()
        let writer = writer
        let (waiting, isWaiting) = AsyncStream<Void>.makeStream()
        async let flushed = onThread {
            isWaiting.finish()
            defer { hasEnded.set() }
            return writer.flush(within: .seconds(600))
        }
        for await _ in waiting {}
        writer.start()
        for _ in 0..<3 { _ = await store(.made()) }
        #expect(!hasEnded.isSet)
        try holder.execute("ROLLBACK")
        #expect(try await flushed)
        #expect(try count() == 1)
        #expect(writer.close(within: .seconds(30)).isEmpty)
    }

    @Test("A flush that waits for a task which the end leaves unstored ends")
    func flushAtEnd() async throws {
        let holder = try lock()
        #expect(writer.add(TaskWriter.Entry(task: .made())))
        let (waiting, isWaiting) = AsyncStream<Void>.makeStream()
        async let ended = ends { [writer] in
            isWaiting.finish()
            await writer.flush()
        }
        for await _ in waiting {}
        writer.start()
        #expect(writer.close(within: .milliseconds(20)).count == 1)
        #expect(await ended)
        try holder.execute("ROLLBACK")
    }

    @Test("Closing gives back what could not be stored in time, and takes nothing more")
    func close() throws {
        let holder = try lock()
        writer.start()
        let tasks = (0..<3).map { _ in NewTask.made() }
        for task in tasks { #expect(writer.add(TaskWriter.Entry(task: task))) }
        #expect(writer.close(within: .milliseconds(20)).map(\.id) == tasks.map(\.id))
        #expect(!writer.add(TaskWriter.Entry(task: .made())))
        #expect(writer.close(within: .zero).isEmpty)
        try holder.execute("ROLLBACK")
    }

    @Test("Closing in the middle of a commit neither traps nor stores a task twice")
    func closeDuringCommit() async throws {
        let patient = try SQLiteStore(
            path: folder.file("app.db"), access: SQLiteStore.Access(busyTimeout: .seconds(30)))
        let writer = TaskWriter(store: patient, listener: listener, log: recorder.log)
        let holder = try lock()
        let task = NewTask.made()
        #expect(writer.add(TaskWriter.Entry(task: task)))
        writer.start()
        // Gives the thread time to begin its commit, which the lock holds up.
        #expect(!writer.flush(within: .milliseconds(50)))
        let left = writer.close(within: .zero)
        #expect(left.map(\.id) == [task.id])
        try holder.execute("ROLLBACK")
        // As the next start would.
        let next = TaskWriter(store: patient, listener: listener, log: recorder.log)
        next.start()
        for task in left { #expect(next.add(TaskWriter.Entry(task: task))) }
        #expect(next.flush(within: .seconds(30)))
        #expect(next.close(within: .seconds(30)).isEmpty)
        #expect(try count() == 1)
    }

    @Test("A caller of more than there is room for is held up, and let go by the end")
    func room() async throws {
        for _ in 0..<GroupCommitQueue.capacity { #expect(writer.add(TaskWriter.Entry(task: .made("x")))) }
        let writer = writer
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        async let taken = onThread {
            hasBegun.finish()
            return writer.add(TaskWriter.Entry(task: .made()))
        }
        for await _ in begun {}
        #expect(writer.close(within: .milliseconds(20)).count == GroupCommitQueue.capacity)
        #expect(try await !taken)
    }

    @Test("A log callback that ends the program does not wait for itself")
    func closeOnOwnThread() async throws {
        let holder = try lock()
        let (closed, hasClosed) = AsyncStream<Int>.makeStream()
        let box = Box()
        let writer = TaskWriter(store: store, listener: listener) { _ in
            hasClosed.yield(box.writer?.close(within: .seconds(3_600)).count ?? -1)
        }
        box.set(writer)
        #expect(writer.add(TaskWriter.Entry(task: .made())))
        writer.start()
        #expect(await closed.first { _ in true } == 1)
        try holder.execute("ROLLBACK")
    }
}

/// Something that has happened, or not.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}

/// A writer that its own callback can reach.
private final class Box: Sendable {
    private let value = Mutex<TaskWriter?>(nil)

    var writer: TaskWriter? { value.withLock { $0 } }

    func set(_ writer: TaskWriter) { value.withLock { $0 = writer } }
}

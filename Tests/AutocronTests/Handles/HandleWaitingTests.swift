import TestSupport
import Testing

@testable import Autocron
@testable import SQLiteStore
@testable import TaskModel

@Suite("Handles while the database cannot be written", .timeLimit(.minutes(5)))
struct HandleWaitingTests {
    let fixture: LockedRuntime
    var runtime: Runtime { fixture.runtime }
    var owner: Connection { fixture.owner }
    let stored = Delayed<Void>(id: .make())
    let queued = Delayed<Void>(id: .make())

    init() throws {
        fixture = try LockedRuntime()
        let first = task(stored.id)
        _ = try runtime.store.insert(first)
        // As the owner of an open transaction has it, who then calls and waits.
        try owner.execute("BEGIN IMMEDIATE")
        #expect(runtime.writer.add(TaskWriter.Entry(task: task(queued.id))))
        runtime.open()
    }

    private func task(_ id: TaskID) -> NewTask {
        NewTask(id: id, name: "work", arguments: Array("{}".utf8), created: 0, runAt: 0)
    }

    @Test("They are read and waited for as long as was said, whether the task is on disk or in the line")
    func locked() async throws {
        try await CurrentRuntime.$ofTest.withValue(runtime) { () async throws in
            for handle in [stored, queued] {
                #expect(try await handle.status == .waiting)
                await #expect(throws: TaskError.waitTimedOut) { try await handle.value(within: .milliseconds(20)) }
                let waiting = Task { try await handle.value }
                waiting.cancel()
                await #expect(throws: TaskError.waitCancelled) { try await waiting.value }
            }
            await #expect(throws: TaskError.self) { try await stored.cancel() }
            #expect(try await Delayed<Void>(id: .make()).status == .unknown)
            await #expect(throws: TaskError.unknown) { try await Delayed<Void>(id: .make()).value }
        }
        try owner.execute("ROLLBACK")
        runtime.close()
    }

    @Test("What is in the line is waited for until it is on disk, and then cancelled")
    func arrives() async throws {
        try await CurrentRuntime.$ofTest.withValue(runtime) { () async throws in
            let waiting = Task { [queued] in try await queued.value }
            try owner.execute("ROLLBACK")
            try await queued.cancel()
            await #expect(throws: TaskError.cancelled) { try await waiting.value }
            #expect(try await queued.status == .cancelled)
        }
        runtime.close()
    }

    @Test("Inside a transaction none of them waits")
    func inTransaction() async throws {
        try await CurrentRuntime.$ofTest.withValue(runtime) { () async throws in
            try await EnqueueScope.transaction().run { () async throws in
                await #expect(throws: TaskError.wouldDeadlock) { try await stored.status }
                await #expect(throws: TaskError.wouldDeadlock) { try await stored.cancel() }
                await #expect(throws: TaskError.wouldDeadlock) { try await stored.value }
            }
        }
        try owner.execute("ROLLBACK")
        runtime.close()
    }

    @Test("A wait that a stop cuts off says so, also where the task could not be stored in time")
    func stopped() async throws {
        try owner.execute("ROLLBACK")
        await runtime.flush()
        try await CurrentRuntime.$ofTest.withValue(runtime) { () async throws in
            let waiting = Task { [stored] in try await stored.value }
            while runtime.outcomes.isEmpty { await Task.yield() }
            runtime.outcomes.stop()
            await #expect(throws: TaskError.waitStopped) { try await waiting.value }
            await #expect(throws: TaskError.waitStopped) { try await stored.value }
        }
        runtime.close()
    }
}

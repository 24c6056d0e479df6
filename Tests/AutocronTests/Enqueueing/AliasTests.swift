import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("A buffered unique call that meets an equal task on its way to the disk", .timeLimit(.minutes(5)))
struct AliasTests {
    let fixture: LockedRuntime
    var runtime: Runtime { fixture.runtime }
    var owner: Connection { fixture.owner }

    init() throws {
        fixture = try LockedRuntime()
        runtime.open()
    }

    @Test("Its handle is read, and not taken for that of a task which was just stored")
    func isRead() async throws {
        try owner.execute("BEGIN IMMEDIATE")
        let first = NewTask.made(unique: UniqueKey(key: "work|k", scope: .untilFinished))
        #expect(try owner.insert(first) == .stored)
        let runtime = runtime
        async let called = onThread {
            CurrentRuntime.$ofTest.withValue(runtime) {
                Autocron.enqueue(uniqueKey: "k") {
                    CallStore.buffer(TaskCall(name: "work", arguments: Array("{}".utf8)))
                }
            }
        }
        // The call waits in the writer's queue, which reports no event for that: the test polls until it does.
        try await onThread {
            while runtime.writer.isIdle(at: WallTime.now()) { usleep(1_000) }
        }
        try owner.execute("COMMIT")
        let id = try await called
        #expect(try await onThread { runtime.writer.flush(within: .seconds(30)) })
        #expect(id != first.id)
        #expect(!runtime.outcomes.isFresh(id))
        let row = try await OutcomeReader.read(id, runtime)
        #expect(row.id == first.id)
        runtime.close()
    }

    @Test("A call that throws since it could not be stored leaves nothing to be waited for")
    func throwing() throws {
        try owner.execute("BEGIN IMMEDIATE")
        let call = TaskCall(name: "work", arguments: Array("{}".utf8))
        #expect(throws: TaskError.self) {
            try CurrentRuntime.$ofTest.withValue(runtime) { try CallStore.store(call) }
        }
        #expect(runtime.outcomes.freshTask == nil)
        try owner.execute("ROLLBACK")
        let id = try CurrentRuntime.$ofTest.withValue(runtime) { try CallStore.store(call) }
        #expect(runtime.outcomes.freshTask == id)
        runtime.close()
    }
}

import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Writing only where nobody has to be waited for", .timeLimit(.minutes(5)))
struct WriteAtOnceTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("It writes while nobody else does")
    func free() throws {
        let task = NewTask.due()
        #expect(try fixture.store.insertAtOnce(task) == .stored)
        #expect(try fixture.store.writeAtOnce { _ throws(StoreError) in 7 } == 7)
        #expect(try fixture.row(task.id)?.state == .waiting)
    }

    @Test("While another connection writes it does nothing, and does not wait; afterwards it has its patience back")
    func locked() throws {
        let other = try Connection(
            path: fixture.store.file.path, syncsOnCommit: false, busyTimeout: .zero, checkpointsAtClose: false
        )
        try other.execute("BEGIN IMMEDIATE")
        let clock = ContinuousClock()
        let began = clock.now
        let task = NewTask.due()
        #expect(try fixture.store.insertAtOnce(task) == nil)
        #expect(try fixture.store.writeAtOnce { _ throws(StoreError) in 7 } == nil)
        // Less than the store's patience, which a wait would take.
        #expect(began.duration(to: clock.now) < .seconds(2))
        try other.execute("ROLLBACK")
        #expect(try fixture.row(task.id) == nil)
        #expect(try fixture.store.insert(task) == .stored)
    }

    @Test("A task with a unique key, or of another queue, is stored in the same way")
    func manyStatements() throws {
        var unique = NewTask.due(queue: "mail")
        unique.uniqueness = UniqueKey(key: "k", scope: .untilFinished)
        var equal = NewTask.due(queue: "mail")
        equal.uniqueness = unique.uniqueness
        #expect(try fixture.store.insertAtOnce(unique) == .stored)
        #expect(try fixture.store.insertAtOnce(equal) == .existing(unique.id))
        #expect(try fixture.store.insert(equal) == .existing(unique.id))
    }

    @Test("An error of the body is the caller's, and nothing of it is stored")
    func thrown() throws {
        let task = NewTask.due()
        #expect(throws: StoreError.self) {
            try fixture.store.writeAtOnce { connection throws(StoreError) in
                _ = try connection.insert(task)
                throw StoreError(.diskFull, "no room")
            }
        }
        #expect(try fixture.row(task.id) == nil)
    }
}

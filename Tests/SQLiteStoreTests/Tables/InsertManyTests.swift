import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Storing many tasks with few statements")
struct InsertManyTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private static func task(_ number: Int) -> NewTask {
        var task = NewTask.due(
            "work\(number % 3)", priority: Priority.allCases[number % 4], attempts: Int64(1 + number % 2))
        task.arguments = Array(#"{"number":\#(number)}"#.utf8)
        task.retryDelay = number.isMultiple(of: 5) ? .constant(Int64(number)) : .standard
        return task
    }

    private func rows() throws -> [[String]] {
        try fixture.store.read { connection throws(StoreError) in
            try connection.statement(
                """
                SELECT hex(uuid), state, queue, level, run_at, name, arguments, created, claim_number, attempts_used, max_attempts, \
                interruptions, coalesce(backoff, '-'), coalesce(scheduled_at, '-'), missed, coalesce(concurrency, '-'), \
                coalesce(key, '-'), key_scope, coalesce(slot, '-'), cancelling FROM autocron_tasks ORDER BY id
                """
            ).rows { row in (Int32(0)..<20).map { row.text($0) } }
        }
    }

    @Test(
        "Their rows are those that single statements write, in the same order",
        arguments: [0, 1, 3, 4, 15, 16, 37, 100])
    func sameRows(count: Int) throws {
        let tasks = (0..<count).map(Self.task)
        try fixture.store.write { connection throws(StoreError) in
            for task in tasks { _ = try connection.insert(task) }
        }
        let expected = try rows()
        #expect(expected.count == count)
        try fixture.store.write { connection throws(StoreError) in
            try connection.statement("DELETE FROM autocron_tasks").run()
            try connection.insertPlain(tasks.map { PendingInsert(task: $0) }[...])
        }
        #expect(try rows() == expected)
    }

    @Test("One that is stored already is left as it is, and the others are stored")
    func again() throws {
        let tasks = (0..<20).map(Self.task)
        try fixture.store.write { connection throws(StoreError) in
            try connection.insertPlain(tasks.map { PendingInsert(task: $0) }[3..<9])
            try connection.insertPlain(tasks.map { PendingInsert(task: $0) }[...])
            try connection.insertPlain(tasks.map { PendingInsert(task: $0) }[...])
        }
        #expect(Set(try rows().map { $0[0] }).count == 20)
        #expect(try rows().count == 20)
    }

    @Test("A task of which more must be written than such a row has is not among them")
    func plain() {
        #expect(NewTask.due().isPlain)
        #expect(!NewTask.due(queue: "mail").isPlain)
        let changes: [(inout NewTask) -> Void] = [
            { $0.uniqueness = UniqueKey(key: "k", scope: .untilFinished) }, { $0.scheduledAt = 1 }, { $0.missed = 1 },
            { $0.concurrency = 1 },
        ]
        for change in changes {
            var task = NewTask.due()
            change(&task)
            #expect(!task.isPlain)
        }
    }
}

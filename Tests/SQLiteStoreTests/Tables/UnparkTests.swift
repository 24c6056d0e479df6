import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Parked tasks that come back")
struct UnparkTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func park(_ names: String..., because kind: Failure.Kind = .unknownName) throws {
        for name in names { try fixture.settle(try fixture.start(.due(name)), .parked(Failure(kind))) }
    }

    /// Goes along all parked tasks as a pool does.
    ///
    /// - Returns: how many came back in each transaction.
    private func unpark(includesUndecodable: Bool = true, knows: (String) -> Bool) throws -> [Int] {
        var counts: [Int] = []
        var cursor = ParkedTaskCursor(includesUndecodable: includesUndecodable)
        while !cursor.isOver {
            let rows = cursor.move(past: try fixture.store.parkedTasks(after: cursor), where: knows)
            counts.append(try fixture.store.unpark(rows: rows))
        }
        return counts
    }

    @Test("Those come back whose function there is, with what is between them left out")
    func known() throws {
        try park("a", "b", "c", "b", "a")
        #expect(try unpark { $0 != "b" }.reduce(0, +) == 3)
        #expect(try fixture.claim().tasks.map(\.name).sorted() == ["a", "a", "c"])
        #expect(try unpark { _ in true }.reduce(0, +) == 2)
    }

    @Test("A thousand of them come back some at a time, and a million of an unknown name are passed over at once")
    func batches() throws {
        try fixture.store.write { connection throws(StoreError) in
            for number in 0..<1_200 { _ = try connection.insert(.due(number < 1_100 ? "many" : "gone")) }
        }
        try fixture.run("UPDATE autocron_tasks SET state = 5, ready = 0")
        let counts = try unpark { $0 == "many" }
        #expect(counts.reduce(0, +) == 1_100)
        #expect(counts.max() == ParkedTaskCursor.page)
        #expect(counts.count <= 5)
    }

    @Test("Those whose arguments could not be decoded come back to another build alone")
    func undecodable() throws {
        try park("a", because: .undecodableArguments)
        try park("a", because: .interruptedTooOften)
        #expect(try unpark(includesUndecodable: false) { _ in true }.reduce(0, +) == 1)
        #expect(try unpark(includesUndecodable: true) { _ in true }.reduce(0, +) == 1)
    }

    @Test("One that was cancelled or deleted meanwhile stays so")
    func changedMeanwhile() throws {
        try park("a", "a")
        var cursor = ParkedTaskCursor(includesUndecodable: true)
        let rows = cursor.move(past: try fixture.store.parkedTasks(after: cursor)) { _ in true }
        #expect(rows.count == 2)
        try fixture.run("UPDATE autocron_tasks SET state = 4, finished = 1 WHERE id = 1")
        #expect(try fixture.store.unpark(rows: rows) == 1)
    }

    @Test("The build that started last is remembered")
    func build() throws {
        try fixture.store.write { connection throws(StoreError) in
            #expect(try connection.lastBuild() == nil)
            try connection.note(build: "of May")
            try connection.note(build: "of June")
            #expect(try connection.lastBuild() == "of June")
        }
    }
}

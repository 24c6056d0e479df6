import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Parked tasks")
struct ParkedTests {
    private func park(_ names: String..., because kind: Failure.Kind = .unknownName, in store: TestStore) throws {
        for name in names { try store.record(try store.start(.due(name)), .parked(Failure(kind))) }
    }

    /// Moves along all parked tasks as a host does.
    ///
    /// - Returns: The number that came back in each transaction.
    private func unpark(
        in store: TestStore, includesUndecodable: Bool = true, knows: (String) -> Bool
    ) throws -> [Int] {
        var counts: [Int] = []
        var cursor = ParkedTaskCursor(includesUndecodable: includesUndecodable)
        while !cursor.isOver {
            let rows = cursor.move(past: try store.store.parkedTasks(after: cursor), where: knows)
            counts.append(try store.store.unpark(rows: rows))
        }
        return counts
    }

    @Test("Those whose function is known come back, and run", arguments: StoreUnderTest.all)
    func known(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try park("a", "b", "c", "b", "a", in: store)
        #expect(try unpark(in: store) { $0 != "b" }.reduce(0, +) == 3)
        let tasks = try store.claimAll()
        #expect(tasks.map(\.name).sorted() == ["a", "a", "c"])
        #expect(try tasks.allSatisfy { try store.store.task($0.id)?.outcome == nil })
        #expect(try unpark(in: store) { _ in true }.reduce(0, +) == 2)
    }

    @Test(
        "Many come back page by page, and many of an unknown name are passed over at once",
        arguments: StoreUnderTest.all)
    func pages(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tasks = (0..<1_200).map { NewTask.due($0 < 1_100 ? "many" : "gone") }
        _ = try store.store.insert(tasks.map { task in PendingInsert(task: task) { _ in } })
        while case let claim = try store.claim(knows: { _ in false }), !claim.parked.isEmpty || claim.mayHaveMore {}
        let counts = try unpark(in: store) { $0 == "many" }
        #expect(counts.reduce(0, +) == 1_100)
        #expect(counts.max() == ParkedTaskCursor.page)
        #expect(counts.count <= 5)
    }

    @Test("Those whose arguments could not be decoded come back to another build alone", arguments: StoreUnderTest.all)
    func undecodable(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try park("a", because: .undecodableArguments, in: store)
        try park("a", because: .interruptedTooOften, in: store)
        #expect(try unpark(in: store, includesUndecodable: false) { _ in true }.reduce(0, +) == 1)
        #expect(try unpark(in: store, includesUndecodable: true) { _ in true }.reduce(0, +) == 1)
    }

    @Test("One that was cancelled meanwhile stays so", arguments: StoreUnderTest.all)
    func cancelledMeanwhile(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try park("a", "a", in: store)
        var cursor = ParkedTaskCursor(includesUndecodable: true)
        let rows = cursor.move(past: try store.store.parkedTasks(after: cursor)) { _ in true }
        try #require(rows.count == 2)
        #expect(try store.store.unpark(rows: [rows[0]]) == 1)
        let task = try #require(try store.claim().tasks.first)
        #expect(try store.store.unpark(rows: rows) == 1)
        #expect(try store.state(task.id) == .running)
    }
}

import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("Claiming")
struct ClaimTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// Stores tasks named after their place, and claims all at once.
    private func claimedNames(_ tasks: [NewTask], limit: Int = 100) throws -> [String] {
        for task in tasks { try fixture.insert(task) }
        return try fixture.claim(limit: limit).tasks.map(\.name)
    }

    @Test("Levels are strict: an old task waits behind a younger one of a higher level, whatever its queue")
    func levels() throws {
        let names = try claimedNames([
            .due("background", at: 1, priority: .background), .due("low", at: 2, priority: .low),
            .due("medium", at: 3, priority: .medium),
            .due("high", at: 4, queue: "other", priority: .high),
        ])
        #expect(names == ["high", "medium", "low", "background"])
    }

    @Test("Within a queue's level the oldest is first")
    func oldestFirst() throws {
        let names = try claimedNames([.due("c", at: 30), .due("a", at: 10), .due("d", at: 40), .due("b", at: 20)])
        #expect(names == ["a", "b", "c", "d"])
    }

    @Test("Queues are served in turn, so none is always first, and levels do not take each other's turns")
    func inTurn() throws {
        for (queue, name) in [("default", "one"), ("two", "two"), ("three", "three")] {
            for _ in 0..<4 { try fixture.insert(.due(name, queue: queue)) }
        }
        var turns = QueueRotation()
        var names: [String] = []
        for number in 0..<7 {
            // One of a higher level comes in between, always of the same queue.
            if number.isMultiple(of: 2) { try fixture.insert(.due("high", queue: "two", priority: .high)) }
            while true {
                let claim = try fixture.claim(limit: 1, turns: turns)
                turns = claim.rotation
                let name = try #require(claim.tasks.first?.name)
                if name == "high" { continue }
                names.append(name)
                break
            }
        }
        #expect(names == ["one", "two", "three", "one", "two", "three", "one"])
    }

    @Test("A claim that takes from several queues lets the next one begin with the second of them")
    func turnsOfLargeClaims() throws {
        for queue in ["default", "two", "three"] { try fixture.insert(.due(queue, queue: queue)) }
        let first = try fixture.claim(limit: 2)
        #expect(first.tasks.map(\.name) == ["default", "two"])
        for queue in ["default", "two"] { try fixture.insert(.due(queue, queue: queue)) }
        #expect(try fixture.claim(limit: 3, turns: first.rotation).tasks.map(\.name) == ["two", "three", "default"])
    }

    @Test("A claimant that may not live for long begins with any queue")
    func anywhere() throws {
        for queue in ["default", "two", "three"] { try fixture.insert(.due(queue, queue: queue)) }
        var first: Set<String> = []
        for _ in 0..<200 {
            let claim = try fixture.claim(limit: 1, turns: .anywhere)
            let task = try #require(claim.tasks.first)
            first.insert(task.name)
            try fixture.settle(task, .requeued)
        }
        #expect(first == ["default", "two", "three"])
    }

    @Test(
        "What is due in the future stays, and its instant is the next",
        arguments: [
            (Fixture.now - 1, 0), (Fixture.now, 1), (Fixture.now + 1, 1),
        ])
    func dueTime(now: WallTime, count: Int) throws {
        // Stored before it was due.
        var task = NewTask.due()
        task.created = task.created - 10
        try fixture.insert(task)
        #expect(try fixture.claim(now: now).tasks.count == count)
    }

    @Test("What was due when it was stored is claimed even if the clock has been set back since")
    func clockSetBack() throws {
        try fixture.insert(.due())
        let hour: Int64 = 3_600_000_000
        #expect(try fixture.claim(now: Fixture.now - hour).tasks.count == 1)
    }

    @Test("Arguments are not all read into memory at once, and no task waits for ever since it is large")
    func largeArguments() throws {
        for number in 0..<6 {
            var task = NewTask.due("large \(number)")
            task.arguments = Array(repeating: 0x20, count: Connection.claimedBytes / 2 - 1)
            try fixture.insert(task)
        }
        var huge = NewTask.due("huge")
        huge.arguments = Array(repeating: 0x20, count: Connection.claimedBytes * 2)
        try fixture.insert(huge)
        try fixture.insert(.due("small"))
        var names: [[String]] = []
        while case let tasks = try fixture.claim(limit: 100).tasks, !tasks.isEmpty { names.append(tasks.map(\.name)) }
        #expect(names == [["large 0", "large 1", "large 2"], ["large 3", "large 4", "large 5"], ["huge"], ["small"]])
    }

    @Test("Many large tasks of unknown names do not hide the task behind them")
    func largeUnknownNames() throws {
        for _ in 0..<5 {
            var task = NewTask.due("gone")
            task.arguments = Array(repeating: 0x20, count: Connection.claimedBytes)
            try fixture.insert(task)
        }
        try fixture.insert(.due("known"))
        #expect(try fixture.claim { $0 == "known" }.tasks.map(\.name) == ["known"])
    }

    @Test("No more than the limit is taken", arguments: [(0, 0), (-1, 0), (1, 1), (3, 3), (100, 6)])
    func limit(_ limit: Int, _ count: Int) throws {
        for queue in ["default", "a", "b"] {
            for priority in [Priority.high, .background] { try fixture.insert(.due(queue: queue, priority: priority)) }
        }
        #expect(try fixture.claim(limit: limit).tasks.count == count)
    }

    @Test("A claimed task runs in its slot, and is claimed by nobody else")
    func claimedOnce() throws {
        let task = NewTask.due()
        try fixture.insert(task)
        #expect(try fixture.claim(slot: "one").tasks.map(\.id) == [task.id])
        #expect(try fixture.claim(slot: "two").tasks.isEmpty)
        #expect(try fixture.state(task.id) == .running)
        #expect(try fixture.store.read { connection throws(StoreError) in try connection.occupiedSlots() } == ["one"])
    }

    @Test("Each claim of a task has the next attempt's number")
    func attemptNumbers() throws {
        let task = NewTask.due()
        try fixture.insert(task)
        for number in Int64(1)...3 {
            let claimed = try #require(try fixture.claim().tasks.first)
            #expect(claimed.attempt.claimNumber == number)
            try fixture.settle(claimed, .requeued)
        }
    }

    @Test("Names that this build does not know are parked with the reason, and wait for a build that knows them")
    func unknownNames() throws {
        let task = NewTask.due("gone")
        try fixture.insert(task)
        let claim = try fixture.claim { $0 != "gone" }
        #expect(claim.tasks.isEmpty)
        #expect(claim.parked == [task.id])
        let reading = try #require(try fixture.row(task.id))
        #expect(reading.state == .parked)
        #expect(reading.failure?.kind == .unknownName)
        #expect(reading.failure?.message?.contains("'gone'") == true)
        #expect(try fixture.claim { _ in true }.tasks.isEmpty)
        let returned = try fixture.store.write { connection throws(StoreError) in
            try connection.unpark { ["other", "gone"].contains($0) }
        }
        #expect(returned == 1)
        #expect(try fixture.row(task.id)?.outcome == nil)
        #expect(try fixture.claim().tasks.map(\.id) == [task.id])
    }

    @Test("Tasks behind unknown names are found by the same claim", arguments: [1, 2, 10])
    func behindUnknownNames(limit: Int) throws {
        for instant in Int64(1)...25 { try fixture.insert(.due("gone", at: WallTime(microseconds: instant))) }
        try fixture.insert(.due("known", at: 26))
        let claim = try fixture.claim(limit: limit) { $0 == "known" }
        #expect(claim.tasks.map(\.name) == ["known"])
        #expect(claim.parked.count == 25)
    }

    @Test("One claim parks a limited number, and says that there may be more")
    func parksInBatches() throws {
        for instant in 0..<Connection.parkingBatch {
            try fixture.insert(.due("gone", at: WallTime(microseconds: Int64(instant))))
        }
        try fixture.insert(.due("known"))
        let first = try fixture.claim(limit: 1) { $0 == "known" }
        #expect(first.parked.count == Connection.parkingBatch)
        #expect(first.tasks.isEmpty)
        let second = try fixture.claim(limit: 1) { $0 == "known" }
        #expect(second.parked.isEmpty)
        #expect(second.tasks.map(\.name) == ["known"])
    }

    @Test("Five thousand tasks are each claimed once by four threads with stores of their own", .timeLimit(.minutes(5)))
    func nothingTwice() async throws {
        let count = 5_000
        try fixture.store.write { connection throws(StoreError) in
            for index in 0..<count {
                _ = try connection.insert(.due(queue: "q\(index % 3)", priority: Priority.allCases[index % 4]))
            }
        }
        let path = fixture.path
        let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for number in 0..<4 {
                group.addTask {
                    try await onThread { try Self.drain(path, slot: "slot-\(number)", limit: 1 + number * 7) }
                }
            }
            return try await group.reduce(into: [], +=)
        }
        #expect(claimed.count == count)
        #expect(Set(claimed).count == count)
    }

    private static func drain(_ path: String, slot: String, limit: Int) throws -> [Int64] {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        var rows: [Int64] = []
        while true {
            let tasks = try store.write { connection throws(StoreError) in
                try connection.claim(
                    Claimant(slot: slot, limit: limit) { _ in true }, now: Fixture.now
                ).tasks
            }
            guard !tasks.isEmpty else { return rows }
            rows += tasks.map(\.row)
        }
    }
}

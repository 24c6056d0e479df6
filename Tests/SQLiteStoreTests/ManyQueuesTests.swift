import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

/// A queue for each of an application's users is not rare, and most of them have nothing to do at most times.
@Suite("A file with thousands of queues")
struct ManyQueuesTests {
    /// A file with tasks of the future in so many queues.
    private func fixture(queues: Int) throws -> Fixture {
        let fixture = try Fixture()
        try fixture.store.write { connection throws(StoreError) in
            for number in 0..<2_000 {
                let queue = number % queues == 0 ? "default" : "tenant \(number % queues)"
                var task = NewTask.due(
                    at: Fixture.now + 1_000_000_000, queue: queue, priority: Priority.allCases[number % 4])
                task.created = Fixture.now
                _ = try connection.insert(task)
            }
            // Statements that were not used before count what it takes to open the file.
            _ = try connection.claim(Claimant(slot: "a", limit: 1) { _ in true }, now: Fixture.now)
        }
        return fixture
    }

    /// What SQLite does for something, in steps of its virtual machine.
    private func steps(
        in fixture: Fixture, _ body: (Connection) throws(StoreError) -> Void
    ) throws -> Int {
        try fixture.store.write { connection throws(StoreError) in
            let before = connection.steps
            try body(connection)
            return connection.steps - before
        }
    }

    /// Everything that an application does again and again.
    private static let everyday: [(name: String, body: @Sendable (Connection) throws(StoreError) -> Void)] = [
        (
            "a claim that finds nothing",
            { connection throws(StoreError) in
                let claim = try connection.claim(Claimant(slot: "a", limit: 9) { _ in true }, now: Fixture.now)
                #expect(claim.tasks.isEmpty)
            }
        ),
        (
            "a claim of two queues that finds nothing",
            { connection throws(StoreError) in
                let claimant = Claimant(slot: "a", limit: 9, queues: ["tenant 7", "tenant 8"]) { _ in true }
                #expect(try connection.claim(claimant, now: Fixture.now).tasks.isEmpty)
            }
        ),
        (
            "calls, claims and outcomes",
            { connection throws(StoreError) in
                var turns = QueueRotation()
                for _ in 0..<20 { _ = try connection.insert(.due()) }
                for _ in 0..<20 {
                    let claim = try connection.claim(
                        Claimant(slot: "a", limit: 1) { _ in true }, rotation: turns, now: Fixture.now
                    )
                    turns = claim.rotation
                    for task in claim.tasks { try connection.record(task.ended(.succeeded(nil)), slot: "a") }
                    #expect(claim.tasks.count == 1)
                }
            }
        ),
        ("the next instant", { connection throws(StoreError) in _ = try connection.nextDue(after: Fixture.now) }),
        (
            "whether there is work",
            { connection throws(StoreError) in #expect(try !connection.hasWork(now: Fixture.now)) }
        ),
    ]

    @Test(
        "Costs what a file with one costs, also where each of them has tasks of the future",
        arguments: 0..<everyday.count)
    func cost(number: Int) throws {
        let (name, body) = Self.everyday[number]
        let (one, many) = try (fixture(queues: 1), fixture(queues: 2_000))
        let (few, lots) = try (steps(in: one, body), steps(in: many, body))
        #expect(Double(lots) <= Double(few) * 1.3, "\(name): \(few), and with many queues \(lots)")
    }

    @Test("A claim of two of ten thousand queues costs what it costs where there are four, if all have due tasks")
    func served() throws {
        let steps = try [4, 10_000].map { count in
            let fixture = try Fixture()
            try fixture.store.write { connection throws(StoreError) in
                for number in 0..<count { _ = try connection.insert(.due(queue: "tenant \(number)")) }
            }
            let claimant = Claimant(slot: "a", limit: 9, queues: ["tenant 0", "tenant \(count - 1)"]) { _ in true }
            return try [2, 0].map { tasks in
                try self.steps(in: fixture) { connection throws(StoreError) in
                    #expect(try connection.claim(claimant, now: Fixture.now).tasks.count == tasks)
                }
            }
        }
        #expect(zip(steps[1], steps[0]).allSatisfy { Double($0) <= Double($1) * 1.3 }, "\(steps)")
    }

    @Test("A task in any of them is found at once, with all others due or not")
    func found() throws {
        let fixture = try fixture(queues: 2_000)
        try fixture.insert(.due("now", queue: "tenant 1234", priority: .background))
        #expect(try fixture.claim().tasks.map(\.name) == ["now"])
        let later = Fixture.now + 2_000_000_000
        var names: Set<Int64> = []
        while case let tasks = try fixture.claim(limit: 256, now: later).tasks, !tasks.isEmpty {
            for task in tasks { names.insert(task.row) }
        }
        #expect(names.count == 2_000)
    }

    @Test("A queue with one task does not wait for another's thousands, whether they were due at once or later")
    func fair() throws {
        for isLater in [false, true] {
            let fixture = try Fixture()
            try fixture.store.write { connection throws(StoreError) in
                for number in 0..<1_500 {
                    var task = NewTask.due("crowd", at: WallTime(microseconds: Int64(number)), queue: "crowd")
                    if isLater { task.created = -1 }
                    _ = try connection.insert(task)
                }
                var task = NewTask.due("lonely", queue: "lonely")
                if isLater { task.created = -1 }
                _ = try connection.insert(task)
            }
            var claims = 0
            var turns = QueueRotation()
            var names: [String] = []
            repeat {
                let claim = try fixture.claim(limit: 1, turns: turns)
                (turns, names) = (claim.rotation, claim.tasks.map(\.name))
                claims += 1
            } while names == ["crowd"] && claims < 100
            #expect(names == ["lonely"])
            #expect(claims < 7)
        }
    }

    @Test("All of them are counted, and a paused one is passed over")
    func countedAndPaused() throws {
        let fixture = try fixture(queues: 500)
        try fixture.insert(.due("paused", queue: "tenant 3"))
        try fixture.insert(.due("open", queue: "tenant 4"))
        _ = try fixture.store.write { connection throws(StoreError) in
            try connection.pause(.queue("tenant 3"), now: 1)
        }
        #expect(try fixture.claim().tasks.map(\.name) == ["open"])
        let overview = try fixture.store.read { connection throws(StoreError) in
            try connection.overview(now: Fixture.now)
        }
        #expect(overview.queues.count == 500)
        #expect(overview.queues.reduce(0) { $0 + $1.later } == 2_000)
        #expect(overview.queues.filter { $0.due > 0 }.map { String(decoding: $0.name, as: UTF8.self) } == ["tenant 3"])
        #expect(overview.queues.filter(\.isPaused).count == 1)
        #expect(overview.queues[1].nextDue == Fixture.now + 1_000_000_000)
    }
}

import Foundation
import Inspection
import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("Why a task waits", .serialized)
struct WaitReasonTests {
    private static let now = WallTime(microseconds: 1_000_000_000_000)

    private static func facts(
        due: Duration = .zero, used: Int64 = 0, state: TaskState = .waiting,
        _ change: (inout WaitFacts) -> Void = { _ in }
    ) -> WaitFacts {
        let task = TaskSummary(
            row: 9, id: TaskID(high: 0, low: 9), name: Array("f()".utf8), queue: Array("mail".utf8), state: state,
            priority: .medium, created: now, runAt: now + due, attemptsUsed: used)
        var facts = WaitFacts(task: task, now: now)
        change(&facts)
        return facts
    }

    @Test(
        "Each reason in a sentence, what lasts longest first",
        arguments: [
            (facts(), ["It is next: a worker takes it within a moment."]),
            (facts { $0.isHosted = false }, ["Nobody hosts workers: start the application."]),
            (
                facts { $0.workers = 0 },
                ["An application hosts the pool, but no worker lives: read the application's log."]
            ),
            (facts(due: .seconds(180)), ["It is due in 3 min."]),
            (facts(due: .seconds(180), used: 1), ["It failed, and is tried again in 3 min."]),
            (
                facts {
                    $0.pause = .queue("mail")
                    $0.pausedSince = now
                    $0.isHosted = false
                },
                [
                    "Queue 'mail' is paused since 1970-01-12 13:46:40 +00:00.",
                    "Nobody hosts workers: start the application.",
                ]
            ),
            (
                facts(due: .seconds(600)) { $0.pause = .function("f\u{202E}()") },
                [#"'f\u{202E}()' is paused."#, "It is due in 10 min."]
            ),
            (
                facts { $0.isFunctionKnown = false },
                ["The program that started last does not have this function; start a build that has it."]
            ),
            (
                facts {
                    $0.otherRuns = 1
                    $0.overlapPolicy = Array(".skip".utf8)
                }, ["Another run of it is going on (overlap: .skip)."]
            ),
            (
                facts {
                    $0.tasksBefore.count = 1_204
                    $0.endedLately = 9_030
                    $0.idleWorkers = 0
                }, ["1204 tasks stand before it; at the rate of the last 5 min that takes about 40 s."]
            ),
            (facts { $0.tasksBefore = TaskCount(count: 900, isExact: false) }, ["At least 900 tasks stand before it."]),
            (facts { $0.tasksBefore.count = 1 }, ["1 task stands before it."]),
            (
                facts {
                    $0.workers = 3
                    $0.idleWorkers = 0
                }, ["All 3 workers are busy."]
            ),
            (facts(state: .running), []), (facts(state: .succeeded), []),
            (
                facts(state: .parked) { $0.task.failure = Failure(.unknownName) },
                ["It is parked: no program that ran here has a function of this name. It goes on when one starts."]
            ),
        ] as [(WaitFacts, [String])])
    func sentences(facts: WaitFacts, expected: [String]) {
        #expect(WaitReason.all(facts).map { $0.words(now: Self.now, in: .gmt) } == expected)
    }

    private func reasons(_ scene: Scene, _ id: TaskID) throws -> [WaitReason] {
        let task = try #require(try scene.store.details(of: [id]).first).summary
        return WaitReason.all(try WaitFacts(of: task, in: scene.database, now: .now()))
    }

    @Test("The facts are those of the database: pauses, hosts, functions, and the tasks before it")
    func database() throws {
        let scene = try Scene()
        try scene.adopt([:], others: ["f()", "g()"])
        try scene.add("f()", priority: .high)
        try scene.add("f()", priority: .low)
        try scene.add("f()", after: .seconds(600))
        try scene.add("f()", queue: "other")
        try scene.add("g()")
        let id = try scene.add("f()")
        #expect(
            try reasons(scene, id) == [.notHosted, .behind(TaskCount(count: 2, isExact: true), estimate: nil)])
        _ = try scene.store.pause(.function("g()"), now: .now())
        _ = try scene.store.pause(.queue("default"), now: WallTime(microseconds: 7))
        #expect(try reasons(scene, id).first == .paused(.queue("default"), since: WallTime(microseconds: 7)))
        let unknown = try scene.add("h()", queue: "third")
        #expect(try reasons(scene, unknown).contains(.unknownFunction))
        let many = try Scene()
        for _ in 0..<1_100 { try many.add("f()") }
        #expect(
            try reasons(many, try many.add("f()")).last
                == .behind(TaskCount(count: 1_000, isExact: false), estimate: nil))
    }

    @Test("A run of a recurring function waits for another one that executes")
    func overlap() throws {
        let scene = try Scene()
        try scene.adopt(["tick()": "every 90000000 microseconds"], policy: ".skip")
        _ = try scene.start("tick()")
        let run = NewTask(
            id: TaskID.make(), name: "tick()", arguments: [], created: .now(), runAt: .now(), scheduledAt: .now())
        _ = try scene.store.insert(run)
        #expect(try reasons(scene, run.id).contains(.overlaps(runs: 1, policy: Array(".skip".utf8))))
    }

    @Test("The task's page says it, first of all")
    func page() async throws {
        let scene = try Scene.rich()
        let later = try await scene.page("/tasks/\(try scene.id("later"))")
        let why = try #require(later["why"])
        #expect(
            why.all.first { $0.attributes["class"] == "why" }?.text.hasPrefix("Queue 'mail' is paused since") == true)
        #expect(
            why.all.filter { $0.name == "li" }.map(\.text).first == "Nobody hosts workers: start the application.")
        #expect(try await scene.page("/tasks/\(try scene.id("parked"))")["why"]?.text.contains("It is parked") == true)
        #expect(try await scene.page("/tasks/\(try scene.id("running"))")["why"] == nil)
    }
}

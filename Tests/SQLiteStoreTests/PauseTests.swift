import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("Pausing")
struct PauseTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @discardableResult
    func pause(_ subject: PauseSubject, now: WallTime = 7) throws -> PauseChange {
        try fixture.store.write { connection throws(StoreError) in try connection.pause(subject, now: now) }
    }

    @discardableResult
    func resume(_ subject: PauseSubject, now: WallTime = 9) throws -> PauseChange {
        try fixture.store.write { connection throws(StoreError) in try connection.resume(subject, now: now) }
    }

    func claimed(limit: Int = 10) throws -> [String] {
        try fixture.claim(limit: limit).tasks.map(\.name)
    }

    func pauses() throws -> [Pause] {
        try fixture.store.read { connection throws(StoreError) in try connection.pauses() }
    }

    func overview() throws -> Overview {
        try fixture.store.read { connection throws(StoreError) in try connection.overview(now: Fixture.now) }
    }

    func adopt(_ schedules: DeclaredSchedule..., functions: Set<String> = []) throws {
        let build = Build(
            description: "a build", schedules: schedules, functions: functions.union(schedules.map(\.name))
        )
        _ = try fixture.store.write { connection throws(StoreError) in
            try connection.synchronizeSchedules(build, now: 1)
        }
    }

    // MARK: Claims

    @Test(
        "What is paused is not claimed, and stays waiting and due",
        arguments: [
            (PauseSubject.everything, []), (.queue("mail"), ["send"]), (.queue("default"), ["post"]),
            (.queue("none"), ["send", "post"]), (.function("send"), ["post"]), (.function("post"), ["send"]),
        ])
    func claims(_ subject: PauseSubject, _ names: [String]) throws {
        let tasks = [NewTask.due("send"), .due("post", queue: "mail")]
        for task in tasks { try fixture.insert(task) }
        try pause(subject)
        #expect(Set(try claimed()) == Set(names))
        for task in tasks where !names.contains(task.name) { #expect(try fixture.state(task.id) == .waiting) }
        try resume(subject)
        #expect(Set(try claimed()) == Set(["send", "post"]).subtracting(names))
    }

    @Test("Tasks of others behind a paused function's are found by the same claim", arguments: [1, 2, 10])
    func behindPaused(limit: Int) throws {
        for instant in Int64(1)...25 { try fixture.insert(.due("slow", at: WallTime(microseconds: instant))) }
        try fixture.insert(.due("quick", at: 26))
        try pause(.function("slow"))
        let claim = try fixture.claim(limit: limit)
        #expect(claim.tasks.map(\.name) == ["quick"])
        #expect(claim.held == 25)
        #expect(try fixture.claim(limit: limit).held == 0)
    }

    @Test("A claim moves a limited number of tasks, says that there may be more, and loses none")
    func inBatches() throws {
        let count = Connection.parkingBatch * 2 + 1
        try fixture.store.write { connection throws(StoreError) in
            for number in 0..<count {
                _ = try connection.insert(
                    .due("slow", at: WallTime(microseconds: Int64(number)), queue: number % 2 == 0 ? "default" : "mail")
                )
            }
            _ = try connection.insert(.due("quick"))
        }
        try pause(.function("slow"))
        var claims: [ClaimResult] = []
        repeat { claims.append(try fixture.claim(limit: 1)) } while claims.last?.mayHaveMore == true
        #expect(claims.map(\.held).max() == Connection.parkingBatch)
        #expect(claims.reduce(0) { $0 + $1.held } == count)
        #expect(claims.flatMap(\.tasks).map(\.name) == ["quick"])
        #expect(try overview().queues.map(\.held).reduce(0, +) == count)
        try resume(.function("slow"))
        let first = try fixture.claim(limit: 1)
        #expect(first.released == Connection.parkingBatch)
        #expect(first.tasks.count == 1)
        try fixture.settle(first.tasks[0], .requeued)
        var returned = first.released
        while case let claim = try fixture.claim(limit: 0 + 1), claim.released > 0 { returned += claim.released }
        #expect(returned == count)
        #expect(try overview().queues.map(\.held).reduce(0, +) == 0)
        #expect(try fixture.number("SELECT count(*) FROM autocron_pauses") == 0)
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks WHERE run_at > 1000000000") == 0)
    }

    @Test("A pause in the middle of the coming back holds what is not back yet, too")
    func pausedAgain() throws {
        for number in Int64(0)..<3 { try fixture.insert(.due("slow", at: WallTime(microseconds: number))) }
        try pause(.function("slow"))
        #expect(try claimed() == [])
        #expect(try resume(.function("slow")) == .changed)
        #expect(try resume(.function("slow")) == .unchanged)
        #expect(try pause(.function("slow")) == .changed)
        #expect(try claimed() == [])
        #expect(try overview().queues[0].held == 3)
        try resume(.function("slow"))
        #expect(try claimed().count == 3)
    }

    @Test("A paused function's tasks are held under its earlier names, too, and come back with it")
    func earlierNames() throws {
        try fixture.insert(.due("f(a:)", at: 1))
        try fixture.insert(.due("f(a:b:)", at: 2))
        try fixture.insert(.due("g()", at: 3))
        let claim = {
            try self.fixture.store.write { connection throws(StoreError) in
                let claimant = Claimant(slot: "slot", limit: 9) { name -> String? in name == "g()" ? name : "f(a:b:)" }
                return try connection.claim(claimant, now: Fixture.now).tasks.map(\.name)
            }
        }
        try pause(.function("f(a:b:)"))
        #expect(try claim() == ["g()"])
        try resume(.function("f(a:b:)"))
        #expect(try claim() == ["f(a:)", "f(a:b:)"])
        #expect(try pauses().isEmpty)
        #expect(try fixture.number("SELECT count(*) FROM autocron_pauses") == 0)
    }

    @Test("A run that was put aside, and parked since its function was gone, is due again when the function is back")
    func heldAndParked() throws {
        let tick = DeclaredSchedule(name: "tick()", spec: "hourly")
        // It was a function that is called when it was paused.
        try adopt(functions: ["tick()"])
        try pause(.function("tick()"))
        try adopt(tick)
        let run = NewTask.run("tick()", of: 5)
        try fixture.insert(run)
        #expect(try claimed() == [])
        #expect(try overview().queues[0].held == 1)
        try adopt()
        #expect(try fixture.state(run.id) == .parked)
        try resume(.function("tick()"))
        #expect(try claimed() == [])
        try adopt(tick)
        _ = try fixture.store.write { connection throws(StoreError) in try connection.unpark { _ in true } }
        #expect(try claimed() == ["tick()"])
    }

    @Test("The due time of a task that is put aside is the one it was stored with")
    func dueTime() throws {
        let task = NewTask.due("slow", at: 42)
        try fixture.insert(task)
        try pause(.function("slow"))
        _ = try claimed()
        let line = try fixture.store.read { connection throws(StoreError) in try connection.details(task.id)?.summary }
        #expect(line?.runAt == 42)
        #expect(line?.isHeld == true)
        let queue = try overview().queues[0]
        #expect((queue.due, queue.later, queue.held, queue.nextDue) == (0, 0, 1, nil))
        #expect(try overview().states[.waiting] == 1)
    }

    @Test("A task that is put aside can be cancelled, tried again and deleted as others")
    func steering() throws {
        let tasks = (0..<3).map { NewTask.due("slow", at: WallTime(microseconds: Int64($0))) }
        for task in tasks { try fixture.insert(task) }
        try pause(.function("slow"))
        _ = try claimed()
        #expect(try fixture.cancel(tasks[0].id) == .cancelled)
        try fixture.store.write { connection throws(StoreError) in
            #expect(try connection.retry(tasks[0].id, now: 5) == .due)
            #expect(try connection.retry(tasks[1].id, now: 5) == .alreadyDue)
            #expect(try connection.delete(tasks[2].id) == .deleted)
        }
        #expect(try fixture.number("SELECT count(*) FROM autocron_tasks WHERE held IS NOT NULL") == 1)
        try resume(.function("slow"))
        #expect(try claimed().count == 2)
    }

    @Test("A running task goes on, and waits again when it is given back")
    func running() throws {
        let running = try fixture.start(.due("slow"))
        try pause(.function("slow"))
        try fixture.settle(running, .requeued)
        #expect(try claimed() == [])
        #expect(try fixture.state(running.id) == .waiting)
    }

    @Test("Nobody waits for what is paused", arguments: [PauseSubject.everything, .queue("default")])
    func work(_ subject: PauseSubject) throws {
        try fixture.insert(.due())
        func hasWork() throws -> Bool {
            try fixture.store.read { connection throws(StoreError) in try connection.hasWork(now: Fixture.now) }
        }
        #expect(try hasWork())
        try pause(subject)
        #expect(try !hasWork())
        try resume(subject)
        #expect(try hasWork())
    }

    // MARK: Orders

    @Test(
        "A second order changes nothing", arguments: [PauseSubject.everything, .queue("mail"), .function("send")])
    func twice(_ subject: PauseSubject) throws {
        #expect(try resume(subject) == .unchanged)
        #expect(try pause(subject, now: 7) == .changed)
        #expect(try pause(subject, now: 8) == .unchanged)
        #expect(try pauses().map(\.since) == [7])
        #expect(try resume(subject) == .changed)
        #expect(try pauses().isEmpty)
    }

    @Test("Pauses are independent of each other, and hold when the file is opened again")
    func independent() throws {
        try pause(.queue("mail"))
        try pause(.everything)
        try pause(.function("send"))
        let again = try SQLiteStore(path: fixture.path)
        let kinds = try again.read { connection throws(StoreError) in try connection.pauses().map(\.kind) }
        again.close()
        #expect(kinds == [.everything, .queue, .function])
        try resume(.everything)
        #expect(try pauses().map(\.kind) == [.queue, .function])
    }

    @Test("A name that the last program has not is refused, once one has told its names")
    func unknown() throws {
        #expect(try pause(.function("anything")) == .changed)
        try resume(.function("anything"))
        try adopt(functions: ["send"])
        #expect(try pause(.function("sned")) == .unknown)
        #expect(try pause(.function("send")) == .changed)
        #expect(try fixture.store.read { connection throws(StoreError) in try connection.functionNames() } == ["send"])
    }

    // MARK: Recurring functions
}

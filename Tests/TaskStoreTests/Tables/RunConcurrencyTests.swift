import Testing

@testable import TaskStore

@Suite("Runs of one recurring function")
struct RunConcurrencyTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func unfinished(_ name: String = "nightly") throws -> [Int] {
        try fixture.store.read { connection throws(StoreError) in
            let runs = try connection.unfinishedRuns(of: name)
            return [runs.running, runs.waiting]
        }
    }

    @Test("An instant is stored once, for each function by itself, also after its run has ended")
    func instants() throws {
        #expect(try fixture.insert(.run(of: 100)) == .stored)
        #expect(try fixture.insert(.run(of: 100)) == .alreadyFired)
        #expect(try fixture.insert(.run("other", of: 100)) == .stored)
        #expect(try fixture.insert(.run(of: 101)) == .stored)
        for task in try fixture.claim().tasks { try fixture.settle(task, .succeeded(nil)) }
        #expect(try fixture.insert(.run(of: 100)) == .alreadyFired)
    }

    @Test("No more go side by side than allowed, in one claim or in several", arguments: [1, 2, 3])
    func sideBySide(most: Int64) throws {
        for instant in Int64(1)...5 { try fixture.insert(.run(of: instant, sideBySide: most)) }
        let first = try fixture.claim(slot: "one", limit: 10).tasks
        #expect(first.count == Int(most))
        #expect(try fixture.claim(slot: "two", limit: 10).tasks.isEmpty)
        #expect(try unfinished() == [Int(most), 5 - Int(most)])
        try fixture.settle(first[0], .succeeded(nil), slot: "one")
        #expect(try fixture.claim(slot: "two", limit: 10).tasks.count == 1)
    }

    @Test("Waiting runs hold up neither other functions nor ordinary tasks of the same name")
    func holdsUpNobody() throws {
        for instant in Int64(1)...3 { try fixture.insert(.run(of: instant)) }
        try fixture.insert(.run("other", of: 1))
        try fixture.insert(.due("nightly"))
        _ = try fixture.claim(limit: 1)
        #expect(try fixture.claim(limit: 2).tasks.map(\.name).sorted() == ["nightly", "other"])
    }

    @Test("Calls by hand do not count as runs")
    func callsByHand() throws {
        try fixture.insert(.due("nightly"))
        _ = try fixture.claim()
        #expect(try unfinished() == [0, 0])
        try fixture.insert(.run(of: 1))
        #expect(try fixture.claim().tasks.count == 1)
    }

    @Test("All unfinished runs are cancelled together, and tasks called by hand are not")
    func cancelRuns() throws {
        let ended = try fixture.start(.run(of: 1))
        try fixture.settle(ended, .succeeded(nil))
        let running = try fixture.start(.run(of: 2))
        let waiting = NewTask.run(of: 3)
        let byHand = NewTask.due("nightly")
        try fixture.insert(waiting)
        try fixture.insert(byHand)
        let cancelled = try fixture.store.write { connection throws(StoreError) in
            try connection.cancelRuns(of: "nightly", now: Fixture.now)
        }
        #expect(Set(cancelled) == [running.id, waiting.id])
        #expect(try fixture.state(waiting.id) == .cancelled)
        #expect(try fixture.state(running.id) == .running)
        #expect(try fixture.state(byHand.id) == .waiting)
        let unwanted = try fixture.store.read { connection throws(StoreError) in try connection.unwantedAttempts() }
        #expect(unwanted == [Connection.UnwantedAttempt(row: running.row, attempt: 1, slot: "slot")])
    }
}

import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

/// What becomes of an outcome that SQLite refuses for what it is; a trigger stands for its limits.
@Suite("Outcomes that can never be stored")
struct RefusedOutcomeTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
        try fixture.store.write { connection throws(StoreError) in
            try connection.execute(
                """
                CREATE TRIGGER large_outcome BEFORE UPDATE ON autocron_tasks WHEN instr(new.outcome, 'too big')
                BEGIN SELECT RAISE(ABORT, 'more than it holds'); END
                """
            )
            try connection.execute(
                """
                CREATE TRIGGER large_attempt BEFORE INSERT ON autocron_attempts WHEN instr(new.outcome, 'too big')
                BEGIN SELECT RAISE(ABORT, 'more than it holds'); END
                """
            )
        }
    }

    private func reading(_ task: ClaimedTask) throws -> TaskRow {
        try #require(try fixture.row(task.id))
    }

    @Test("A result is replaced by a failure that says why, and others of its transaction are stored")
    func result() throws {
        let (large, small) = (try fixture.start(.due()), try fixture.start(.due()))
        let outcomes = [large.ended(.succeeded(Array("too big!!".utf8))), small.ended(.succeeded(Array("1".utf8)))]
        let settled = try fixture.store.write { connection throws(StoreError) in
            var settled: [OutcomeEffect] = []
            for outcome in outcomes { settled.append(try connection.effect(of: outcome, slot: "slot")) }
            return settled
        }
        #expect(settled.last == .asTold)
        guard case .replaced(let other) = settled.first, case .failed(let failure) = other.result else {
            Issue.record("expected a failure in its place: \(settled)")
            return
        }
        #expect(failure.kind == .unstorable)
        #expect(failure.message?.contains("its result of 9 bytes cannot be stored") == true)
        #expect(try reading(large).state == .failed)
        #expect(try reading(small).state == .succeeded)
    }

    @Test(
        "An error, a crash or a reason keeps its kind", arguments: [1, 2] as [Int64],
        [
            .failed(Failure(.threw, message: "too big")), .failed(Failure(.crashed, message: "too big", signal: 11)),
            .parked(Failure(.undecodableArguments, message: "too big")),
        ] as [AttemptResult])
    func failures(_ attempts: Int64, _ end: AttemptResult) throws {
        let task = try fixture.start(.due(attempts: attempts))
        // The failed attempt's own row would be refused for the same reason.
        #expect(try fixture.settle(task, end))
        let reading = try reading(task)
        switch end {
        case .parked: #expect(reading.state == .parked)
        default: #expect(reading.state == (attempts == 1 ? .failed : .waiting))
        }
        if let failure = reading.failure {
            #expect(failure.message?.contains("too big") == false)
            if failure.kind == .crashed { #expect(failure.signal == 11) }
        }
    }

    @Test("A dead worker's outcome is replaced likewise")
    func rescue() throws {
        let (ended, running) = (try fixture.start(.due()), try fixture.start(.due()))
        let wreck = DeadWorkerWork(
            slot: "slot", outcomes: [ended.ended(.succeeded(Array("\"too big\"".utf8)))],
            executing: running.ended(.failed(Failure(.crashed, message: "too big", signal: 9)))
        )
        let transitions = try fixture.store.write { connection throws(StoreError) in
            try connection.recover(wreck, now: Fixture.now)
        }
        #expect(transitions.map(\.state) == [.failed, .failed])
        #expect(try reading(running).failure?.signal == 9)
    }

    @Test("What a database cannot hold at all is told from what it cannot hold now")
    func codes() {
        for code in [18, 19, 20, 275, 787, 1811] as [Int32] {
            #expect(unsafe StoreError(code, handle: nil, path: "x").code == .refused)
        }
        for code in [5, 10, 13] as [Int32] { #expect(unsafe StoreError(code, handle: nil, path: "x").code != .refused) }
    }
}

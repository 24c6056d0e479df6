import Platform
import TaskModel
import TestSupport
import Testing

@Suite("Recording how attempts ended")
struct RecordingTests {
    @Test("Each result makes of the task what it should", arguments: StoreUnderTest.all, OutcomeCase.all)
    func results(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due(attempts: entry.attempts))
        #expect(try store.record(task, entry.result))
        let row = try #require(try store.store.task(task.id))
        #expect(row.state == entry.state && row.attemptsUsed == entry.attemptsUsed)
        #expect((row.finished != nil) == entry.state.isFinal)
        switch entry.result {
        case .succeeded(let result): #expect(row.outcome == result)
        case .parked(let failure): #expect(row.failure == failure)
        case .failed(let failure) where entry.state == .failed: #expect(row.failure == failure)
        default: #expect(row.outcome == nil)
        }
    }

    @Test(
        "A wrong claim number, a wrong slot and a second time change nothing", arguments: StoreUnderTest.all,
        OutcomeCase.all)
    func fences(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due(attempts: entry.attempts))
        let running = try store.store.task(task.id)
        var (earlier, later) = (task.ended(entry.result), task.ended(entry.result))
        earlier.attempt.claimNumber -= 1
        later.attempt.claimNumber += 1
        #expect(try !store.record(earlier) && !store.record(later))
        #expect(try !store.record(task, entry.result, slot: "other"))
        #expect(try store.store.task(task.id) == running)
        #expect(try store.record(task, entry.result))
        let ended = try store.store.task(task.id)
        for again in OutcomeCase.all { #expect(try !store.record(task, again.result)) }
        #expect(try store.store.task(task.id) == ended)
    }

    @Test("An earlier claim's outcome says nothing of the present one", arguments: StoreUnderTest.all, OutcomeCase.all)
    func earlierClaim(kind: StoreUnderTest, entry: OutcomeCase) throws {
        let store = try TestStore(kind)
        let first = try store.start(.due())
        try store.record(first, .requeued)
        let second = try #require(try store.claim().tasks.first)
        #expect(try !store.record(first, entry.result))
        #expect(try store.state(first.id) == .running)
        #expect(try store.record(second, .succeeded(nil)))
    }

    @Test("Many outcomes at once: each counts for itself, in their order", arguments: StoreUnderTest.all)
    func many(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        for number in 0..<150 { try store.insert(.due("\(number)", attempts: 2, delay: .constant(70))) }
        let tasks = try store.claimAll()
        try #require(tasks.count == 150)
        var outcomes = tasks.map { $0.ended(.succeeded(nil)) }
        outcomes[3].attempt.claimNumber += 1
        outcomes[90] = tasks[90].ended(.failed(Failure(.threw, message: "no")))
        outcomes[149].attempt.row = .max
        _ = try store.cancel(tasks[7].id)
        outcomes[7] = tasks[7].ended(.interrupted)
        let recorded = try store.store.record(outcomes, slot: "slot")
        #expect(recorded.isCounted == (0..<150).map { $0 != 3 && $0 != 149 })
        #expect(recorded.cancelled == [7])
        #expect(recorded.failures.map(\.transition.id) == [tasks[90].id])
        #expect(recorded.failures.first?.transition.state == .waiting)
        #expect(recorded.failures.first?.failure.message == "no")
        #expect(recorded.earliest == TestStore.now + 1_070)
        let states = try tasks.map { try store.state($0.id) }
        for (index, state) in states.enumerated() {
            let expected: TaskState =
                switch index {
                case 3, 149: .running
                case 7: .cancelled
                case 90: .waiting
                default: .succeeded
                }
            #expect(state == expected, "\(index)")
        }
    }

    @Test(
        "The waits follow the task's own rule until no attempt is left", arguments: StoreUnderTest.all,
        [
            (.constant(100), [100, 100, 100]), (.custom([10, 20]), [10, 20, 20]), (.custom([]), [0, 0, 0]),
        ] as [(RetryDelay, [Int64])])
    func waits(kind: StoreUnderTest, entry: (delay: RetryDelay, waits: [Int64])) throws {
        let store = try TestStore(kind)
        var now = TestStore.now
        var task = try store.start(.due(attempts: 4, delay: entry.delay))
        for wait in entry.waits {
            let recorded = try store.store.record([task.ended(.failed(Failure(.threw)), at: now)], slot: "slot")
            #expect(recorded.failures.first?.transition.runAt == now + wait)
            if wait > 0 { #expect(try store.claim(now: now + wait - 1).tasks.isEmpty) }
            now = now + wait
            task = try #require(try store.claim(now: now).tasks.first)
        }
        try store.record(task, .failed(Failure(.threw, message: "last")))
        let row = try #require(try store.store.task(task.id))
        #expect(row.state == .failed && row.attemptsUsed == 4 && row.failure?.message == "last")
    }

    @Test("Exponential waits are spread by up to a tenth, and end at the end of time", arguments: StoreUnderTest.all)
    func exponential(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        func runAt(_ delay: RetryDelay) throws -> WallTime? {
            let task = try store.start(.due(attempts: 2, delay: delay))
            let outcome = task.ended(.failed(Failure(.threw)), at: TestStore.now)
            return try store.store.record([outcome], slot: "slot").failures.first?.transition.runAt
        }
        let wait = try #require(try runAt(.standard)) - TestStore.now
        #expect((Duration.seconds(1)...Duration.milliseconds(1_100)).contains(wait))
        #expect(try runAt(.exponential(first: .max, longest: .max)) == .distantFuture)
    }

    @Test("A task that is interrupted again and again is parked", arguments: StoreUnderTest.all)
    func interruptionLimit(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        var task = try store.start(.due())
        for _ in 1..<TaskLimits.interruptions {
            try store.record(task, .interrupted)
            task = try #require(try store.claim().tasks.first)
        }
        try store.record(task, .interrupted)
        let row = try #require(try store.store.task(task.id))
        #expect(row.state == .parked && row.attemptsUsed == 0 && row.failure?.kind == .interruptedTooOften)
    }

    @Test("A counted attempt starts the count of interruptions anew", arguments: StoreUnderTest.all)
    func interruptionsStartAnew(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        var task = try store.start(.due(attempts: 2, delay: .constant(0)))
        let interruptions = Array(repeating: AttemptResult.interrupted, count: Int(TaskLimits.interruptions) - 1)
        for result in interruptions + [.failed(Failure(.threw))] + interruptions {
            #expect(try store.record(task, result))
            task = try #require(try store.claim(now: TestStore.now + 5_000).tasks.first)
        }
        #expect(try store.state(task.id) == .running)
    }

    @Test("A task that never began may be requeued for ever", arguments: StoreUnderTest.all)
    func requeued(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        var task = try store.start(.due())
        for _ in 0..<30 {
            try store.record(task, .requeued)
            task = try #require(try store.claim().tasks.first)
        }
        #expect(task.attemptsUsed == 0)
    }

    @Test(
        "Ends together with the application count as interrupted, and the third in a row as a failure",
        arguments: StoreUnderTest.all,
        [
            ([], .waiting, 0), ([.interrupted], .waiting, 0), ([.requeued], .failed, 1),
        ] as [([AttemptResult], TaskState, Int64)])
    func unattributed(
        kind: StoreUnderTest, entry: (between: [AttemptResult], state: TaskState, attemptsUsed: Int64)
    ) throws {
        let store = try TestStore(kind)
        let unattributed = AttemptResult.unattributed(Failure(.crashed))
        var task = try store.start(.due())
        for result in [unattributed, unattributed] + entry.between {
            #expect(try store.record(task, result))
            task = try #require(try store.claim(now: TestStore.now + 5_000).tasks.first)
        }
        let last: AttemptResult = entry.between.isEmpty ? .requeued : unattributed
        try store.record(task, last)
        let row = try #require(try store.store.task(task.id))
        #expect(row.state == entry.state && row.attemptsUsed == entry.attemptsUsed)
        if entry.state == .failed { #expect(row.failure?.kind == .crashed) }
    }
}

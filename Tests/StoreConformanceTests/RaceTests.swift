import Foundation
import Platform
import Synchronization
import TaskModel
import TestSupport
import Testing

/// A number that several threads change.
private final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .sequentiallyConsistent) }

    /// - Returns: The new value.
    @discardableResult
    func add(_ difference: Int) -> Int { number.add(difference, ordering: .sequentiallyConsistent).newValue }
}

/// What several processes do at once, each with a store of its own.
@Suite("Races", .timeLimit(.minutes(2)))
struct RaceTests {
    /// Runs a body in each of several processes at once.
    ///
    /// - Returns: What each returned, in the order of their numbers.
    private func race<R: Sendable>(
        _ store: TestStore, count: Int = 4, _ body: @escaping @Sendable (TestStore, _ number: Int) throws -> R
    ) async throws -> [R] {
        let stores = try (0..<count).map { _ in try store.other() }
        let arrived = Counter()
        return try await withThrowingTaskGroup(of: (Int, R).self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    try await onThread {
                        arrived.add(1)
                        while arrived.value < count { sched_yield() }
                        return (number, try body(store, number))
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    @Test("Each of many tasks is claimed by one worker", arguments: StoreUnderTest.all)
    func claims(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        let tasks = (0..<2_000).map {
            NewTask.due(queue: "q\($0 % 3)", priority: Priority.allCases[$0 % 4])
        }
        _ = try store.store.insert(tasks.map { task in PendingInsert(task: task) { _ in } })
        let claimed = try await race(store) { store, number in
            var all: [TaskID] = []
            while true {
                let claim = try store.claim(slot: "slot-\(number)", limit: 1 + number * 7)
                all += claim.tasks.map(\.id)
                guard !claim.tasks.isEmpty || claim.mayHaveMore else { return all }
            }
        }.flatMap(\.self)
        #expect(claimed.count == 2_000)
        #expect(Set(claimed) == Set(tasks.map(\.id)))
    }

    @Test("Of equal tasks one is stored, and all callers learn which", arguments: StoreUnderTest.all)
    func uniqueKeys(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        let count = 100
        let ids = try await race(store) { store, _ in
            try (0..<count).map { number in
                let task = NewTask.due(unique: UniqueKey(key: "\(number)", scope: .untilFinished))
                return switch try store.insert(task) {
                case .existing(let id): id
                default: task.id
                }
            }
        }
        for number in 0..<count { #expect(Set(ids.map { $0[number] }).count == 1) }
        #expect(try store.claimAll().count == count)
    }

    @Test("An instant has one run, however many processes fire it", arguments: StoreUnderTest.all)
    func instants(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        let declared = DeclaredSchedule(name: "tick()", spec: "every second", options: RunOptions(concurrency: 1_000))
        _ = try store.store.synchronizeSchedules(
            Build(description: "a build", schedules: [declared], functions: ["tick()"]), now: 0)
        let fired = try await race(store) { store, _ in
            var runs = 0
            for instant in Int64(1)...100 {
                let instant = WallTime(microseconds: instant)
                let due = DueSchedule(name: "tick()", spec: "every second", unfinishedRunLimit: 1)
                let fired = try store.store.fire([due], now: instant, maximumRuns: 10) { _, schedule, _ in
                    guard schedule.last < instant else { return nil }
                    return SchedulePlan(
                        advance: ScheduleAdvance(to: instant), runs: [.run(of: instant, concurrency: 1_000)])
                }
                runs += fired[0].runs.count
            }
            return runs
        }
        #expect(fired.reduce(0, +) == 100)
        let claimed = try store.claimAll()
        #expect(Set(claimed.map(\.scheduledAt)).count == 100 && claimed.count == 100)
    }

    @Test("A function that allows one run never has two, however many workers claim", arguments: StoreUnderTest.all)
    func sideBySide(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        let count = 60
        // Runs are stored for functions that a build has declared, whose rows processes lock.
        let declared = DeclaredSchedule(name: "tick()", spec: "every second", options: RunOptions())
        _ = try store.store.synchronizeSchedules(
            Build(description: "a build", schedules: [declared], functions: ["tick()"]), now: 0)
        for instant in 1...count { try store.insert(.run(of: WallTime(microseconds: Int64(instant)))) }
        let (running, done) = (Counter(), Counter())
        let ran = try await race(store) { store, number in
            var ran = 0
            while done.value < count {
                for task in try store.claim(slot: "slot-\(number)").tasks {
                    #expect(running.add(1) == 1)
                    running.add(-1)
                    #expect(try store.record(task, .succeeded(nil), slot: "slot-\(number)"))
                    done.add(1)
                    ran += 1
                }
            }
            return ran
        }
        #expect(ran.reduce(0, +) == count)
    }

    @Test(
        "A cancellation beside the end of an attempt: one of the two wins, and both callers know",
        arguments: StoreUnderTest.all)
    func cancelBesideEnd(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        for _ in 0..<50 {
            let task = try store.start(.due(attempts: 2, delay: .constant(0)))
            let results = try await race(store, count: 2) { store, number -> CancelResult? in
                if number == 0 { return try store.cancel(task.id) }
                #expect(try store.record(task, .failed(Failure(.threw)), slot: "slot"))
                return nil
            }
            // Cancelled before the end, while it waited again, or with its end.
            #expect(results[0] == .cancelled || results[0] == .requested)
            #expect(try store.state(task.id) == .cancelled)
            #expect(try store.store.unwantedAttempts() == [])
        }
    }

    @Test("A dead worker's work is recovered once, however many processes find it", arguments: StoreUnderTest.all)
    func recoveries(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        for _ in 0..<20 {
            let tasks = [NewTask.due(attempts: 2, delay: .constant(0)), .due(attempts: 2)]
            for task in tasks { try store.insert(task) }
            let claimed = try store.claim().tasks
            let work = DeadWorkerWork(
                slot: "slot", outcomes: [], executing: claimed[0].ended(.failed(Failure(.crashed))))
            let transitions = try await race(store) { store, _ in try store.recover(work) }
            #expect(transitions.map(\.count).sorted() == [0, 0, 0, 2])
            #expect(try store.store.task(claimed[0].id)?.attemptsUsed == 1)
            #expect(try store.store.task(claimed[1].id)?.attemptsUsed == 0)
            for task in tasks { _ = try store.cancel(task.id) }
        }
    }

    @Test("A task that several processes store again and again is one task", arguments: StoreUnderTest.all)
    func repeatedInserts(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        let tasks = (0..<50).map { NewTask.due("\($0)") }
        let results = try await race(store) { store, _ in try tasks.map { try store.insert($0) } }
        #expect(results.allSatisfy { $0.allSatisfy { $0 == .stored } })
        #expect(try store.claimAll().count == 50)
    }
}

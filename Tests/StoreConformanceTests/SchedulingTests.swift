import Platform
import TaskModel
import TestSupport
import Testing

private let hourly = DeclaredSchedule(name: "purge()", spec: "0 * * * * in GMT")
private let daily = DeclaredSchedule(name: "purge()", spec: "0 0 * * * in GMT")
private let day: WallTime = 86_400_000_000

@Suite("Recurring functions")
struct SchedulingTests {
    /// Starts a build that has some recurring functions.
    @discardableResult
    private func start(
        _ schedules: DeclaredSchedule..., functions: Set<String> = [], build: String = "'app' of May",
        in store: TestStore, at now: WallTime
    ) throws -> ScheduleChanges {
        let names = functions.union(schedules.map(\.name))
        return try store.store.synchronizeSchedules(
            Build(description: build, schedules: schedules, functions: names), now: now)
    }

    private func schedule(_ store: TestStore) throws -> StoredSchedule? {
        let found = try store.store.schedules(named: ["purge()"])
        try #require(found.count == 1)
        return found[0]
    }

    /// Fires one function.
    private func fire(
        _ declared: DeclaredSchedule, in store: TestStore, at now: WallTime = TestStore.now, limit: Int64 = 10,
        plan: (_ unfinishedRuns: Int) -> SchedulePlan?
    ) throws -> FiredSchedule {
        let due = DueSchedule(name: declared.name, spec: declared.spec, unfinishedRunLimit: limit)
        let fired = try store.store.fire([due], now: now, maximumRuns: 100) { index, _, unfinished in
            index == 0 ? plan(unfinished) : nil
        }
        try #require(fired.count == 1)
        return fired[0]
    }

    private func plan(_ instant: WallTime, name: String = "purge()") -> SchedulePlan {
        SchedulePlan(advance: ScheduleAdvance(to: instant), runs: [.run(name, of: instant)])
    }

    // MARK: Builds

    @Test("A new function starts from now, with the options of its runs", arguments: StoreUnderTest.all)
    func newFunction(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        #expect(try schedule(store) == nil)
        let options = RunOptions(
            queue: "night", priority: .background, maxAttempts: 4, retryDelay: .custom([1, 2]), concurrency: 5)
        let policies = SchedulePolicies(missed: "skip", overlap: "queueOne")
        try start(
            DeclaredSchedule(name: "purge()", spec: "every 1 s", options: options, policies: policies), in: store,
            at: 100)
        let stored = try #require(try schedule(store))
        #expect(stored.spec == "every 1 s" && stored.last == 100 && stored.ahead == nil)
        #expect(stored.isActive && !stored.isPaused && !stored.isHalted)
        #expect(stored.options == options && stored.policies == policies && stored.build == "'app' of May")
    }

    @Test("A function that stays goes on where it was, and nothing has changed", arguments: StoreUnderTest.all)
    func unchanged(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        let known = try #require(try store.store.schedules(changedSince: -1))
        #expect(known.schedules.map(\.name) == ["purge()"])
        try start(hourly, build: "'app' of June", in: store, at: 200)
        #expect(try store.store.schedules(changedSince: known.change) == nil)
        #expect(try schedule(store)?.last == 100)
    }

    @Test(
        "Changed options leave the mark, a changed rule starts from now and never goes back",
        arguments: StoreUnderTest.all)
    func changed(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        let known = try #require(try store.store.schedules(changedSince: -1)).change
        var other = hourly
        other.options.queue = "night"
        try start(other, in: store, at: 200)
        let changed = try #require(try store.store.schedules(changedSince: known))
        #expect(changed.change != known && changed.schedules[0].options.queue == "night")
        #expect(changed.schedules[0].last == 100)
        try start(daily, in: store, at: 300)
        #expect(try schedule(store)?.spec == daily.spec)
        #expect(try schedule(store)?.last == 300)
        try start(hourly, in: store, at: 250)
        #expect(try schedule(store)?.last == 300)
    }

    @Test(
        "A function that is gone stays visible, and its waiting runs are parked with the reason",
        arguments: StoreUnderTest.all)
    func removed(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        let running = try store.start(.run("purge()", of: 1))
        let waiting = NewTask.run("purge()", of: 2)
        let other = NewTask.run("other()", of: 2)
        for task in [waiting, other] { try store.insert(task) }
        let changes = try start(build: "'app' of June", in: store, at: 300)
        #expect(changes == ScheduleChanges(removed: ["purge()"], parked: 1))
        #expect(try schedule(store)?.isActive == false)
        #expect(try schedule(store)?.build == "'app' of June")
        #expect(try store.state(running.id) == .running)
        #expect(try store.state(other.id) == .waiting)
        let parked = try #require(try store.store.task(waiting.id))
        #expect(parked.state == .parked && parked.failure?.kind == .unknownName)
        #expect(parked.failure?.message?.contains("'purge()' is gone") == true)
        #expect(try start(in: store, at: 400) == ScheduleChanges())
        try start(hourly, in: store, at: 500)
        #expect(try schedule(store)?.isActive == true)
        #expect(try schedule(store)?.last == 500)
    }

    @Test("Waiting runs of a function that merely does not recur any more still run", arguments: StoreUnderTest.all)
    func noLongerRecurring(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        let waiting = NewTask.run("purge()", of: 1)
        try store.insert(waiting)
        let changes = try start(functions: ["purge()"], in: store, at: 300)
        #expect(changes == ScheduleChanges(removed: ["purge()"], parked: 0))
        #expect(try store.state(waiting.id) == .waiting)
    }

    @Test("The build that started last is remembered", arguments: StoreUnderTest.all)
    func builds(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        #expect(try store.store.lastBuild() == nil)
        for build in ["of May", "of June"] { try store.store.recordBuild(build) }
        let other = try store.other()
        #expect(try other.store.lastBuild() == "of June")
    }

    // MARK: Firing

    @Test(
        "A plan is carried out: the mark moves, its runs are stored and can be claimed", arguments: StoreUnderTest.all)
    func fires(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        let fired = try fire(hourly, in: store) { _ in plan(200) }
        #expect(fired.isAdvanced && fired.schedule?.last == 100 && fired.runs.map(\.scheduledAt) == [200])
        #expect(try schedule(store)?.last == 200)
        let claimed = try #require(try store.claim().tasks.first)
        #expect(claimed.id == fired.runs[0].id && claimed.scheduledAt == 200)
    }

    @Test(
        "A mark moves forward only, and only under the rule that found the instant", arguments: StoreUnderTest.all,
        [(hourly, 200), (hourly, 150), (daily, 300)] as [(DeclaredSchedule, WallTime)])
    func refused(kind: StoreUnderTest, entry: (rule: DeclaredSchedule, instant: WallTime)) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        _ = try fire(hourly, in: store) { _ in plan(200) }
        let again = try fire(entry.rule, in: store) { _ in plan(entry.instant) }
        #expect(!again.isAdvanced && again.runs.isEmpty)
        #expect(try schedule(store)?.last == 200)
        #expect(try store.claimAll().count == 1)
    }

    @Test("Without a plan, and for an unknown function, nothing is done", arguments: StoreUnderTest.all)
    func noPlan(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        #expect(try !fire(hourly, in: store) { _ in nil }.isAdvanced)
        #expect(try schedule(store)?.last == 100)
        let unknown = DeclaredSchedule(name: "unknown()", spec: "hourly")
        let fired = try fire(unknown, in: store) { _ in plan(200, name: "unknown()") }
        #expect(fired.schedule == nil && !fired.isAdvanced && fired.runs.isEmpty)
        #expect(try store.claimAll().isEmpty)
    }

    @Test("A plan learns of unfinished runs, counted to its limit, and may cancel them", arguments: StoreUnderTest.all)
    func unfinished(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        let running = try store.start(.run("purge()", of: 1))
        let waiting = NewTask.run("purge()", of: 2)
        try store.insert(waiting)
        try store.insert(.run("other()", of: 2))
        var counts: [Int] = []
        for limit in [10, 1] as [Int64] {
            _ = try fire(hourly, in: store, limit: limit) { unfinished in
                counts.append(unfinished)
                return nil
            }
        }
        #expect(counts[0] == 2)
        #expect(counts[1] >= 1)
        let fired = try fire(hourly, in: store) { _ in
            var plan = plan(200)
            plan.cancelsPrevious = true
            return plan
        }
        #expect(Set(fired.cancelled) == [running.id, waiting.id])
        #expect(try store.state(waiting.id) == .cancelled)
        #expect(try store.store.unwantedAttempts().map(\.attempt) == [running.attempt])
        #expect(try store.state(fired.runs[0].id) == .waiting)
    }

    @Test("Dropped instants are counted", arguments: StoreUnderTest.all)
    func dropped(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        for last in [200, 300] as [WallTime] {
            _ = try fire(hourly, in: store) { _ in
                SchedulePlan(advance: ScheduleAdvance(to: last, missed: 2, overlapped: 3))
            }
        }
        let stored = try #require(try schedule(store))
        #expect(stored.missed == 4 && stored.overlapped == 6)
    }

    @Test("An instant that has had its run gets no other", arguments: StoreUnderTest.all)
    func onceEach(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: 100)
        try store.insert(.run("purge()", of: 200))
        let fired = try fire(hourly, in: store) { _ in
            SchedulePlan(
                advance: ScheduleAdvance(to: 300), runs: [.run("purge()", of: 200), .run("purge()", of: 300)])
        }
        #expect(fired.isAdvanced && fired.runs.map(\.scheduledAt) == [300])
    }

    @Test("After enough runs the remaining functions are left for another transaction", arguments: StoreUnderTest.all)
    func maximum(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let names = ["a()", "b()", "c()"]
        let declared = names.map { DeclaredSchedule(name: $0, spec: "hourly") }
        _ = try store.store.synchronizeSchedules(
            Build(description: "a build", schedules: declared, functions: Set(names)), now: 100)
        let due = names.map { DueSchedule(name: $0, spec: "hourly", unfinishedRunLimit: 1) }
        let fired = try store.store.fire(due, now: 200, maximumRuns: 2) { index, _, _ in
            SchedulePlan(
                advance: ScheduleAdvance(to: 200), runs: [.run(names[index], of: 150), .run(names[index], of: 200)])
        }
        #expect(fired.map { $0.runs.count } == [2])
        #expect(try store.store.schedules(named: names).map { $0?.last } == [200, 100, 100])
    }

    @Test(
        "A mark more than a day ahead of the clock is abandoned until the clock is past it",
        arguments: StoreUnderTest.all)
    func releasedMark(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        try start(hourly, in: store, at: WallTime(microseconds: 10 * day.microseconds))
        let ten = WallTime(microseconds: 10 * day.microseconds)
        let nine = WallTime(microseconds: 9 * day.microseconds)
        #expect(try store.store.releaseMarks(aheadOf: nine).map(\.last) == [ten])
        let released = try #require(try store.store.releaseMarks(aheadOf: nine - 1).first)
        #expect(released.last == nine - 1 && released.ahead == ten)
        #expect(released.mark(at: ten - 1) == nine - 1 && released.mark(at: ten) == ten)
        // Set back once more: the highest mark is the one that counts.
        #expect(try store.store.releaseMarks(aheadOf: 1).map(\.ahead) == [ten])
        #expect(try schedule(store)?.ahead == ten)
    }
}

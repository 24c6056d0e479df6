import InspectionModel
import Platform
import TaskModel
import TestSupport
import Testing

/// Tasks of all states, in two queues and under three names.
private struct ManyTasks {
    static let perState = 12
    let store: TestStore
    let tool: any TaskInspection
    /// Each task's place in the order in which they were stored.
    private(set) var tasks: [(id: TaskID, state: TaskState, queue: String, name: String)] = []

    init(_ kind: StoreUnderTest) throws {
        store = try TestStore(kind)
        tool = try store.inspection()
        // Those that wait come last, or they would be claimed in place of the others.
        for state in [TaskState.running, .succeeded, .failed, .cancelled, .parked, .waiting] {
            for index in 0..<Self.perState { try add(index, in: state) }
        }
    }

    private mutating func add(_ index: Int, in state: TaskState) throws {
        let delay = state == .waiting ? Duration.microseconds(index / 2 * 10) : .zero
        var task = NewTask.due(
            "f\(index % 3)", at: TestStore.now + delay, queue: index % 2 == 0 ? "default" : "mail",
            priority: Priority.allCases[index % Priority.allCases.count])
        task.created = TestStore.now + .microseconds(tasks.count)
        tasks.append((task.id, state, task.queue, task.name))
        guard state != .waiting else { return _ = try store.insert(task) }
        let claimed = try store.start(task, slot: "slot\(index % 2)")
        let end = TestStore.now + .microseconds(1_000 + tasks.count)
        let result: AttemptResult? =
            switch state {
            case .succeeded: .succeeded(nil)
            case .failed: .failed(Failure(.threw, message: "no"))
            case .cancelled: .cancelled
            case .parked: .parked(Failure(.unknownName))
            case .running, .waiting: nil
            }
        if let result { try store.record(claimed.ended(result, at: end), slot: "slot\(index % 2)") }
    }

    static let filters: [TaskFilter] = (TaskState.allCases.map(Optional.some) + [nil]).flatMap { state in
        [(nil, nil), ("mail", nil), (nil, "f1"), ("mail", "f1"), ("none", nil), (nil, "none")].map { queue, name in
            TaskFilter(state: state, queue: queue, name: name)
        }
    }

    func ids(_ filter: TaskFilter) -> Set<TaskID> {
        let matching = tasks.filter { task in
            (filter.state ?? task.state) == task.state && (filter.queue ?? task.queue) == task.queue
                && (filter.name ?? task.name) == task.name
        }
        return Set(matching.map(\.id))
    }
}

@Suite("What tools list")
struct ListingTests {
    @Test("Pages together hold each task of a filter once, in order", arguments: StoreUnderTest.all)
    func pages(kind: StoreUnderTest) throws {
        let many = try ManyTasks(kind)
        for filter in ManyTasks.filters {
            for limit in [1, 5, 1_000] {
                var found: [TaskSummary] = []
                var cursor: TaskCursor?
                repeat {
                    let page = try many.tool.tasks(matching: filter, after: cursor, limit: limit)
                    #expect(page.tasks.count <= limit && !page.isCut)
                    found += page.tasks
                    cursor = page.next
                } while cursor != nil && found.count < 200
                #expect(found.count == many.ids(filter).count, "\(filter), \(limit) a page")
                #expect(Set(found.map(\.id)) == many.ids(filter), "\(filter), \(limit) a page")
                switch filter.state {
                case .waiting: #expect(found.map(\.runAt) == found.map(\.runAt).sorted())
                case nil: #expect(found.map(\.created) == found.map(\.created).sorted(by: >))
                case .succeeded, .failed, .cancelled:
                    let ends = found.compactMap(\.finished)
                    #expect(ends.count == found.count && ends == ends.sorted(by: >))
                case .running, .parked: break
                }
            }
        }
    }

    @Test("A page goes on where the last one ended, although tasks came and went", arguments: StoreUnderTest.all)
    func changes(kind: StoreUnderTest) throws {
        let many = try ManyTasks(kind)
        let first = try many.tool.tasks(matching: TaskFilter(), after: nil, limit: 10)
        try many.store.insert(.due())
        _ = try many.tool.delete(first.tasks.map(\.id))
        let second = try many.tool.tasks(matching: TaskFilter(), after: first.next, limit: 10)
        let expected = many.tasks.reversed().dropFirst(10).prefix(10).map(\.id)
        #expect(second.tasks.map(\.id) == Array(expected))
    }

    @Test("Counting agrees with listing", arguments: StoreUnderTest.all)
    func counts(kind: StoreUnderTest) throws {
        let many = try ManyTasks(kind)
        for filter in ManyTasks.filters {
            let count = try many.tool.count(matching: filter)
            #expect(count == TaskCount(count: many.ids(filter).count, isExact: true), "\(filter)")
        }
    }

    @Test(
        "A walk meets each task once, whatever its steps, and none that is stored meanwhile",
        arguments: StoreUnderTest.all)
    func sweeps(kind: StoreUnderTest) throws {
        let many = try ManyTasks(kind)
        for filter in ManyTasks.filters {
            for limit in [1, 7, 1_000] {
                var met: [TaskID] = []
                var sweep: TaskSweep? = TaskSweep(filter)
                while let current = sweep, met.count < 200 {
                    let step = try many.tool.step(of: current, examining: limit)
                    met += step.tasks.map(\.id)
                    sweep = step.next
                }
                #expect(met.count == many.ids(filter).count, "\(filter), \(limit) a step")
                #expect(Set(met) == many.ids(filter), "\(filter), \(limit) a step")
            }
        }
        var sweep: TaskSweep? = TaskSweep(TaskFilter(state: .waiting))
        var count = 0
        while let current = sweep, count < 200 {
            let step = try many.tool.step(of: current, examining: 3)
            count += step.tasks.count
            sweep = step.next
            try many.store.insert(.due())
        }
        #expect(count == ManyTasks.perState)
    }

    @Test(
        "A cursor of another list is refused", arguments: StoreUnderTest.all,
        ["", "newest", "newest 1 2", "later9 1 2 3 ", "waiting 1 2 x", "\u{1B}[2J"])
    func foreignCursor(kind: StoreUnderTest, text: String) throws {
        let tool = try TestStore(kind).inspection()
        for state in [nil, TaskState.waiting, .failed] {
            #expect(throws: StoreError.self) {
                try tool.tasks(matching: TaskFilter(state: state), after: TaskCursor(text: text), limit: 10)
            }
        }
    }

    @Test("The tasks of workers are listed by slot", arguments: StoreUnderTest.all)
    func slots(kind: StoreUnderTest) throws {
        let many = try ManyTasks(kind)
        let found = try many.tool.tasks(inSlots: ["slot0", "slot1", "none"])
        #expect(found["slot0"]?.count == ManyTasks.perState / 2 && found["slot1"]?.count == ManyTasks.perState / 2)
        #expect(found["none"]?.isEmpty ?? true)
        #expect(found["slot0"]?.allSatisfy { $0.state == .running && $0.slot == "slot0" } == true)
        #expect(Set(try many.tool.occupiedSlots()) == ["slot0", "slot1"])
    }

    @Test("What ended is counted by second, and before an instant", arguments: StoreUnderTest.all)
    func ended(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let first = 1_000_000 as Int64
        for second in [0, 0, 2] as [Int64] {
            let task = try store.start(.due())
            try store.record(
                task.ended(.succeeded(nil), at: WallTime(microseconds: (first + second) * 1_000_000 + 999_999)))
        }
        #expect(try tool.endedTasks(inSeconds: first..<first + 4) == [2, 0, 1, 0])
        #expect(try tool.endedTasks(before: WallTime(microseconds: (first + 1) * 1_000_000)) == 2)
        #expect(try tool.prune(before: WallTime(microseconds: (first + 1) * 1_000_000), now: 1).tasks == 2)
        #expect(try tool.endedTasks(before: .distantFuture) == 1)
    }

    @Test("A task is shown whole, with its earlier attempts", arguments: StoreUnderTest.all)
    func details(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        var task = NewTask.due(
            attempts: 3, delay: .constant(0), unique: UniqueKey(key: "k", scope: .untilFinished))
        task.arguments = Array(#"{"text":"\u0000 ü 😀","big":123456789012345678901234567890.5}"#.utf8)
        for count in 1...2 {
            let claimed =
                count == 1 ? try store.start(task) : try #require(try store.claim(now: .distantFuture).tasks.first)
            #expect(claimed.arguments == task.arguments)
            try store.store.report(progress: 0.5, message: "half", of: task.id)
            if count == 1 { try store.record(claimed, .failed(Failure(.threw, message: "no"))) }
        }
        let found = try #require(try tool.details(of: [task.id, .make()]).first)
        #expect(found.arguments == task.arguments && found.backoff == .constant(0) && found.result == nil)
        #expect(found.key.map { String(decoding: $0, as: UTF8.self) }?.contains("k") == true)
        #expect(found.earlier.map(\.claimNumber) == [1] && found.earlier.first?.failure?.message == "no")
        let summary = found.summary
        #expect(summary.id == task.id && summary.state == .running && summary.slot == "slot")
        #expect(summary.attemptsUsed == 1 && summary.maxAttempts == 3 && summary.claimNumber == 2)
        #expect(summary.progress == 0.5 && summary.progressMessage == Array("half".utf8))
        #expect(summary.created == task.created && summary.priority == .medium && !summary.isCancelling)
    }

    @Test("Parked names are counted, the most first, at most ten", arguments: StoreUnderTest.all)
    func parkedNames(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        for index in 0..<12 {
            for _ in 0...index { try store.insert(.due("name\(index)")) }
        }
        while try !store.claim(limit: 50, knows: { _ in false }).parked.isEmpty {}
        let names = try tool.parkedNames()
        #expect(names.count == 10)
        #expect(names.map(\.count) == Array((3...12).reversed()))
        #expect(names.first?.name == Array("name11".utf8))
    }

    @Test("Names, settings and schedules are listed", arguments: StoreUnderTest.all)
    func names(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let tool = try store.inspection()
        let declared = DeclaredSchedule(name: "purge()", spec: "hourly", options: RunOptions(queue: "night"))
        _ = try store.store.synchronizeSchedules(
            Build(description: "a build", schedules: [declared], functions: ["work()", "purge()", "Äpfel()"]), now: 100)
        try store.insert(.due(queue: "mail"))
        #expect(try Set(tool.functionNames()) == ["work()", "purge()", "Äpfel()"])
        #expect(try Set(tool.queueNames()) == ["default", "mail"])
        let schedule = try #require(try tool.scheduleRows().first)
        #expect(schedule.name == Array("purge()".utf8) && schedule.isActive && !schedule.isPaused)
        #expect(schedule.lastRun == nil && schedule.last == 100)
        try store.store.pin([.workers: .number(3)], servedQueues: nil)
        try tool.set([.workers: .number(7)])
        let row = try #require(try tool.settings().first { $0.setting == .workers })
        #expect(row.pinned == .number(3) && row.stored == .number(7) && row.value == .number(3))
        #expect(try tool.settings().map(\.setting) == Setting.allCases)
    }

    @Test("A store that is well has no problem, and a size", arguments: StoreUnderTest.all)
    func health(kind: StoreUnderTest) throws {
        let many = try ManyTasks(kind)
        #expect(try many.tool.storageSize().bytes > 0)
        let findings = try many.tool.storeFindings() + [many.tool.integrityFinding()]
        #expect(findings.count > 1)
        for finding in findings { #expect(finding.level != .problem, "\(finding)") }
        #expect(try many.tool.newestPast() == TestStore.now + .microseconds(6 * ManyTasks.perState - 1))
    }
}

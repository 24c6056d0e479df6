import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("Lists of tasks, page by page")
struct TaskListingTests {
    private static let perState: Int64 = 90
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    /// As many tasks in each state, half of them in a second queue, of every level; of the waiting ones some are ready
    /// and some blocked.
    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.database)
        try store.write { connection throws(StoreError) in
            try connection.statement("INSERT INTO autocron_queues(id, name) VALUES (2, 'mail')").run()
            try connection.statement(
                """
                WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1 * 6 - 1)
                INSERT INTO autocron_tasks(uuid, state, queue, level, run_at, name, arguments, created, max_attempts, slot, \
                finished, ready)
                SELECT randomblob(16), n % 6, 1 + n / 6 % 2, n % 4, n / 24, 'f' || (n / 12 % 3), '{}', n, 1, \
                CASE n % 6 WHEN 1 THEN 'w' END, CASE WHEN n % 6 BETWEEN 2 AND 4 THEN n END, \
                CASE n % 6 WHEN 0 THEN n / 6 % 3 ELSE 0 END FROM numbers
                """
            ).run(.integer(Self.perState))
        }
    }

    private static let filters: [TaskFilter] = (TaskState.allCases.map(Optional.some) + [nil]).flatMap { state in
        [(nil, nil), ("mail", nil), (nil, "f1"), ("mail", "f1"), ("none", nil)].map { queue, name in
            TaskFilter(state: state, queue: queue, name: name)
        }
    }

    private func matching(_ filter: TaskFilter) throws -> [TaskSummary] {
        let all = try store.read { connection throws(StoreError) in
            try connection.summaries(Array(1...Self.perState * 6))
        }
        return all.filter { task in
            (filter.state == nil || task.state == filter.state)
                && (filter.queue.map { Array($0.utf8) == task.queue } ?? true)
                && (filter.name.map { Array($0.utf8) == task.name } ?? true)
        }
    }

    @Test("Pages together hold each task once, in order", arguments: filters)
    func pages(filter: TaskFilter) throws {
        let wanted = try matching(filter)
        for limit in [1, 7, 40, 1_000] {
            var found: [TaskSummary] = []
            var cursor: TaskCursor?
            repeat {
                let page = try store.tasks(matching: filter, after: cursor, limit: limit)
                #expect(page.tasks.count <= limit)
                #expect(!page.isCut)
                found += page.tasks
                cursor = page.next
            } while cursor != nil
            #expect(Set(found.map(\.row)) == Set(wanted.map(\.row)), "\(filter), \(limit) a page")
            #expect(found.count == wanted.count)
            switch filter.state {
            case .waiting: #expect(found.map(\.runAt) == found.map(\.runAt).sorted())
            case nil: #expect(found.map(\.row) == found.map(\.row).sorted(by: >))
            case .succeeded, .failed, .cancelled:
                let ends = found.compactMap(\.finished)
                #expect(ends == ends.sorted(by: >))
            case .running, .parked: break
            }
        }
    }

    @Test("A page goes on where the last one ended, although tasks came and went")
    func changes() throws {
        let first = try store.tasks(matching: TaskFilter(), after: nil, limit: 10)
        let row = try #require(first.tasks.last).row
        _ = try store.insert(NewTask.due(at: .now()))
        _ = try store.delete(first.tasks.map(\.id))
        let second = try store.tasks(matching: TaskFilter(), after: first.next, limit: 10)
        #expect(second.tasks.first?.row == row - 1)
    }

    @Test("Counting agrees with listing", arguments: filters)
    func counts(filter: TaskFilter) throws {
        #expect(try store.count(matching: filter) == TaskCount(count: try matching(filter).count, isExact: true))
    }

    @Test("A walk meets each task once, whatever its steps", arguments: filters)
    func sweeps(filter: TaskFilter) throws {
        let wanted = try matching(filter)
        for limit in [1, 7, 1_000] {
            var rows: [Int64] = []
            var sweep: TaskSweep? = TaskSweep(filter)
            while let current = sweep {
                let step = try store.step(of: current, examining: limit)
                rows += step.tasks.map(\.row)
                sweep = step.next
            }
            #expect(rows.count == wanted.count)
            #expect(Set(rows) == Set(wanted.map(\.row)), "\(filter), \(limit) a step")
        }
    }

    @Test("A walk leaves out what is stored after its beginning")
    func newcomers() throws {
        var sweep: TaskSweep? = TaskSweep(TaskFilter(state: .waiting))
        var count = 0
        while let current = sweep {
            let step = try store.step(of: current, examining: 10)
            count += step.tasks.count
            sweep = step.next
            _ = try store.insert(NewTask.due(at: .now()))
        }
        #expect(count == Int(Self.perState))
    }

    @Test(
        "A cursor of another list is refused",
        arguments: ["", "newest", "newest 1 2", "later9 1 2 3 ", "waiting 1 2 x", "\u{1B}[2J"])
    func foreignCursor(text: String) {
        for state in [nil, TaskState.waiting, .failed] {
            let filter = TaskFilter(state: state)
            #expect(throws: StoreError.self) {
                try store.tasks(matching: filter, after: TaskCursor(text: text), limit: 10)
            }
        }
    }
}

extension NewTask {
    fileprivate static func due(at now: WallTime) -> NewTask {
        NewTask(id: .make(at: now), name: "f", arguments: Array("{}".utf8), created: now, runAt: now)
    }
}

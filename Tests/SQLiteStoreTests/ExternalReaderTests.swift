import Foundation
import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

@Suite("Reading and steering from outside")
struct ExternalReaderTests {
    private static let perState: Int64 = 1_500

    /// A database with as many tasks in each state, half of them in a second queue, of every level.
    private static func populated() throws -> (store: SQLiteStore, folder: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("autocron-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try SQLiteStore(path: folder + "/app.db")
        try store.write { connection throws(StoreError) in
            try connection.statement("INSERT INTO autocron_queues(id, name) VALUES (2, 'mail')").run()
            try connection.statement(
                """
                WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1 * 6 - 1)
                INSERT INTO autocron_tasks(uuid, state, queue, level, run_at, name, arguments, created, max_attempts, slot, \
                finished)
                SELECT randomblob(16), n % 6, 1 + n / 6 % 2, n % 4, n, 'f' || (n / 12 % 3), '{}', n, 1, \
                CASE n % 6 WHEN 1 THEN 'w' END, CASE WHEN n % 6 BETWEEN 2 AND 4 THEN n END FROM numbers
                """
            ).run(.integer(perState))
        }
        return (store, folder)
    }

    private func withPopulated(_ body: (SQLiteStore) throws -> Void) throws {
        let (store, folder) = try Self.populated()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(store)
        store.close()
    }

    @Test("The counts are right")
    func counts() throws {
        try withPopulated { store in
            let now = WallTime(microseconds: Self.perState * 3)
            let overview = try store.read { connection throws(StoreError) in try connection.overview(now: now) }
            for state in TaskState.allCases { #expect(overview.states[state] == Int(Self.perState)) }
            #expect(overview.queues.map { $0.due + $0.later } == [750, 750])
            #expect(overview.queues.map(\.running) == [750, 750])
            #expect(overview.queues[0].oldestDue == 0)
            #expect(overview.queues[0].nextDue.map { $0 > now && $0 <= now + 12 } == true)
        }
    }

    @Test(
        "Tasks that ended are counted by the span in which they did",
        arguments: [(0, 9_000, 4_500), (0, 6, 3), (4, 5, 1), (5, 8, 0)])
    func ended(from start: WallTime, to end: WallTime, count: Int) throws {
        try withPopulated { store in
            let (found, steps) = try store.read { connection throws(StoreError) in
                (try connection.endedTasks(from: start, to: end), connection.fullScanSteps)
            }
            #expect(found == count)
            #expect(steps == 0)
        }
    }

    @Test("A walk meets each task of its filter once, however short its steps", arguments: [7, 100, 10_000])
    func walks(step: Int) throws {
        try withPopulated { store in
            for state in TaskState.allCases.map(Optional.some) + [nil] {
                for (queue, name) in [(nil, nil), ("mail", nil), (nil, "f1"), ("mail", "f1")] as [(String?, String?)] {
                    let filter = TaskFilter(state: state, queue: queue, name: name)
                    let rows = try store.read { connection throws(StoreError) in
                        try Self.rows(filter, on: connection, step: step)
                    }
                    let share = (queue == nil ? 1 : 2) * (name == nil ? 1 : 3)
                    let whole = Int(Self.perState) * (state == nil ? 6 : 1)
                    #expect(rows.count == whole / share, "\(filter)")
                    #expect(Set(rows).count == rows.count)
                    let lines = try store.read { connection throws(StoreError) in
                        try connection.summaries(Array(rows.prefix(5)))
                    }
                    for line in lines {
                        #expect(state == nil || line.state == state)
                        #expect(queue == nil || line.queue == Array("mail".utf8))
                        #expect(name == nil || line.name == Array("f1".utf8))
                    }
                }
            }
        }
    }

    private static func rows(
        _ filter: TaskFilter, on connection: Connection, step: Int
    ) throws(StoreError) -> [Int64] {
        var rows: [Int64] = []
        for var walk in try TaskWalk.all(filter, on: connection) {
            while !walk.isOver { rows += try walk.step(on: connection, examining: step) }
        }
        return rows
    }

    @Test("Nothing walks the whole table")
    func noFullScan() throws {
        try withPopulated { store in
            let steps = try store.read { connection throws(StoreError) in
                _ = try connection.scheduleRows()
                _ = try connection.newestPast()
                for state in TaskState.allCases where state != .running {
                    for var walk in try TaskWalk.all(TaskFilter(state: state, name: "none"), on: connection) {
                        _ = try walk.step(on: connection, examining: 5)
                    }
                }
                let id = try connection.summary(1)?.id ?? Identifiers.next()
                _ = try connection.details(id)
                return connection.fullScanSteps
            }
            // The queues have two rows, and are read a few times.
            #expect(steps < 50)
            let counting = try store.read { connection throws(StoreError) in
                let before = connection.fullScanSteps
                _ = try connection.overview(now: 0)
                return connection.fullScanSteps - before
            }
            // What runs and what is parked is counted in an index of nothing else.
            #expect(counting < Int(Self.perState) * 2 + 50)
        }
    }

    @Test("A retry takes the unique key back, and a deletion gives it away")
    func keys() throws {
        try withPopulated { store in
            func make() -> NewTask {
                NewTask(
                    id: TaskID.make(), name: "f", arguments: [], created: 1, runAt: 1,
                    uniqueness: UniqueKey(key: "k", scope: .untilFinished)
                )
            }
            let (first, second) = (make(), make())
            try store.write { connection throws(StoreError) in
                #expect(try connection.insert(first) == .stored)
                #expect(try connection.cancel(first.id, now: 2) == .cancelled)
                #expect(try connection.insert(second) == .stored)
                #expect(try connection.retry(first.id, now: 3) == .duplicate(second.id))
                #expect(try connection.delete(second.id) == .deleted)
                #expect(try connection.retry(first.id, now: 3) == .due)
                #expect(try connection.retry(first.id, now: 3) == .alreadyDue)
                #expect(try connection.insert(second) == .existing(first.id))
                #expect(try connection.delete(second.id) == .unknown)
            }
        }
    }
}

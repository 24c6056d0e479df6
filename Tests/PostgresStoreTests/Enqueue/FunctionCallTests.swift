#if PostgreSQL
import Platform
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Tasks that an application's own driver stores", .needsServer)
struct FunctionCallTests {
    private let fixture: EnqueueFixture

    init() throws {
        fixture = try EnqueueFixture()
    }

    private func execute(_ tasks: [NewTask]) throws {
        let statement = try fixture.store.enqueueStatement(notifies: false)
        let connection = try session()
        try connection.run(statement.sql, try statement.parameters(for: tasks).map { PostgresValue.text($0) })
    }

    private static let tasks: [NewTask] = {
        var tasks = (0..<14).map { _ in NewTask.stored("f") }
        tasks[1].arguments = Array(#"{ "text" : "\u0000 \ud834\udd1e é \" \\ / ", "number" : 1.50e400 }"#.utf8)
        tasks[2].queue = "mail 📮"
        tasks[3].priority = .background
        tasks[4].runAt = tasks[4].created + .seconds(90)
        tasks[5].runAt = WallTime(microseconds: 7_229_203_200_123_457)
        tasks[6].maxAttempts = 1_000_000_001
        tasks[7].retryDelay = .constant(1_500_001)
        tasks[8].retryDelay = .exponential(first: 0, longest: .max)
        tasks[9].retryDelay = .custom([1, 1_000_000, 50_000])
        tasks[10].uniqueness = UniqueKey(key: "f|one", scope: .whileWaiting)
        // A mark that makes one character with the bar before it.
        tasks[11].uniqueness = UniqueKey(key: "f|\u{301}", scope: .untilFinished)
        tasks[12].uniqueness = UniqueKey(key: "f|three", scope: .lasting, until: tasks[12].created + .seconds(3_600))
        tasks[13].arguments = Array(#"{"a" : 1}"#.utf8)
        return tasks
    }()

    @Test("They have the rows of those that the library itself stores, but for the server's own clock")
    func rows() throws {
        var tasks = Self.tasks
        let digest = try fixture.side.run(#"SELECT encode(sha256('{"a" : 1}'), 'hex')"#)[0]
        tasks[13].uniqueness = UniqueKey(key: "f(\(digest))", scope: .untilFinished)
        let columns = """
            row(name, arguments::text, queue, level, max_attempts, backoff, key, key_scope, ready, state, concurrency, \
            CASE WHEN ready = 0 THEN run_at END)::text
            """
        let other = try EnqueueFixture()
        let stored = try other.store.insertReserved(tasks, wait: .standard)
        #expect(stored?.count == tasks.count)
        try execute(tasks)
        #expect(try fixture.tasks("uuid") == tasks.map(\.id.description))
        let (found, expected) = (try fixture.tasks(columns), try other.tasks(columns))
        #expect(found == expected)
        let spans = "SELECT round(extract(epoch FROM until - now()) / 60) FROM SCHEMA.keys WHERE until IS NOT NULL"
        #expect(try fixture.side.run(spans.replacing("SCHEMA", with: fixture.schema)) == ["60"])
    }

    @Test("An instant beyond all calendars is stored, and the task never becomes due")
    func distantFuture() throws {
        var task = NewTask.stored("f")
        task.runAt = .distantFuture
        try execute([task])
        #expect(try fixture.tasks("ready || ' ' || extract(year FROM run_at)") == ["0 294247"])
    }

    @Test("Handles of calls that were not stored lead to the equal task")
    func aliases() throws {
        let key = UniqueKey(key: "f|k", scope: .untilFinished)
        var tasks = (0..<2).map { _ in NewTask.stored("f") }
        for index in tasks.indices { tasks[index].uniqueness = key }
        try execute(tasks)
        #expect(try fixture.store.task(tasks[1].id)?.id == tasks[0].id)
        try execute(tasks)
        #expect(try fixture.count() == 1)
    }
}

extension NewTask {
    static func stored(_ name: String) -> NewTask {
        let now = WallTime.now()
        return NewTask(id: .make(), name: name, arguments: Array("{}".utf8), created: now, runAt: now)
    }
}
#endif

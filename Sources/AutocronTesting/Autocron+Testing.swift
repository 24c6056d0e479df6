public import Autocron
public import Foundation
import TaskStore

extension Autocron {
    /// Tests code that calls marked functions: their tasks are stored in a database of the test's own, and run in its
    /// process when it says so.
    ///
    /// ```swift
    /// @Test func signUpSendsWelcome() async throws {
    ///     try await Autocron.testing { pool in
    ///         try await signUp("ada@example.org")
    ///         let welcome = try #require(pool.enqueued.first)
    ///         #expect(welcome.name == "App.sendWelcome(to:name:)")
    ///         #expect(try welcome.argument("name") == "Ada")
    ///         try await pool.drain()
    ///     }
    /// }
    /// ```
    ///
    /// Storing, claiming, retrying, unique keys, schedules and outcomes are the library's own. Different from production
    /// are: tasks run one at a time and in this process, so a crash ends the test and a function that does not heed
    /// its cancellation is not killed; times are those of the pool's clock, except for a `timeout`, which counts real
    /// time; and task-local values of the test hold in the tasks.
    ///
    /// - Parameters:
    ///   - date: where the test's clock starts, and stands until it is moved; nil for the present.
    ///   - recurring: which recurring functions fire as the clock moves.
    ///   - database: a file to use, for tests in which the application writes to it as well; nil for a new one, which
    ///     is deleted at the end.
    ///   - visibility: who sees the pool.
    ///   - configuration: as for `Autocron.start`; what concerns processes has no effect.
    ///   - body: the test.
    /// - Returns: what the closure returns.
    /// - Throws: `AutocronError` or `TestPoolError` if the pool cannot be made, and what the closure throws.
    @discardableResult
    nonisolated(nonsending)
        public static func testing<R>(
            from date: Date? = nil, recurring: TestPool.Recurring = .all, database: String? = nil,
            visibility: TestPool.Visibility = .task, configuration: Configuration = .init(),
            _ body: nonisolated(nonsending) (TestPool) async throws -> R
        ) async throws -> R
    {
        try Registry.shared.check()
        return try await testing(
            .shared, from: date, recurring: recurring, database: database, visibility: visibility,
            configuration: configuration, body
        )
    }

    /// The same with other functions than the program's.
    @discardableResult
    nonisolated(nonsending)
        package static func testing<R>(
            _ registry: Registry, from date: Date? = nil, recurring: TestPool.Recurring = .all,
            database: String? = nil, visibility: TestPool.Visibility = .task, configuration: Configuration = .init(),
            mostTasks: Int = 20_000, _ body: nonisolated(nonsending) (TestPool) async throws -> R
        ) async throws -> R
    {
        try configuration.check()
        let folder = database == nil ? try TestFolder() : nil
        defer { folder?.remove() }
        let pool = try TestPool(
            registry, recurring: try registry.keeping(recurring), database: database ?? folder?.database ?? "",
            start: date.map(Timestamp.of) ?? Timestamp.now(), configuration, mostTasks: mostTasks
        )
        try pool.open(visibility)
        defer { pool.close(visibility) }
        CurrentRuntime.expectTests()
        return try await CurrentRuntime.$ofTest.withValue(pool.runtime) {
            try await body(pool)
        }
    }
}

extension Registry {
    /// Leaves out the recurring functions that a test does not want.
    fileprivate func keeping(_ wanted: TestPool.Recurring) throws(TestPoolError) -> Registry {
        switch wanted {
        case .all: return self
        case .none: return filter { !$0.recurs }
        case .only(let names):
            let known = recurring.map(\.name)
            if let unknown = names.first(where: { !known.contains($0) }) {
                throw .unknownFunction(unknown, known: known)
            }
            return filter { !$0.recurs || names.contains($0.name) }
        }
    }
}

extension TestPool {
    fileprivate convenience init(
        _ registry: Registry, recurring: Registry, database: String, start: Int64,
        _ configuration: Autocron.Configuration, mostTasks: Int
    ) throws(AutocronError) {
        let clock = TestClock(start)
        do {
            let store = try TaskStore(path: database)
            let driver = try Driver(
                store: store, registry: registry, recurring: recurring, clock: clock, mostTasks: mostTasks
            )
            let runtime = Runtime(
                store: store, configuration: configuration, registry: registry, listener: driver, driver: driver
            ) { clock.now }
            self.init(runtime: runtime, driver: driver, clock: clock)
        } catch {
            throw AutocronError(error)
        }
    }

    fileprivate func open(_ visibility: Visibility) throws(AutocronError) {
        if visibility == .process, !CurrentRuntime.begin() {
            throw AutocronError(
                .alreadyStarted,
                "this process has started autocron, or has another test with 'visibility: .process'; such tests run one "
                    + "after the other, in a suite that is '.serialized'"
            )
        }
        runtime.open()
        if visibility == .process { CurrentRuntime.install(runtime) }
    }

    fileprivate func close(_ visibility: Visibility) {
        if visibility == .process { CurrentRuntime.remove(runtime) }
        runtime.close()
    }
}

/// A folder for a test's database.
private struct TestFolder {
    private let url: URL

    var database: String { url.appendingPathComponent("test.db").path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("autocron-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}

public import Autocron
public import Foundation
import InspectionModel
import Platform
import StoreAdministration
import StoreOpening
import TaskModel

extension Autocron {
    /// Tests code that calls marked functions: their tasks are stored in a database of the test's own, and run in the
    /// test's process on request.
    ///
    /// ```swift
    /// @Test func signUpSendsWelcome() async throws {
    ///     try await Autocron.testing { pool in
    ///         try await signUp("ada@example.org")
    ///         let welcome = try #require(try pool.enqueued.first)
    ///         #expect(welcome.name == "App.sendWelcome(to:name:)")
    ///         #expect(try welcome.argument("name") == "Ada")
    ///         try await pool.drain()
    ///     }
    /// }
    /// ```
    ///
    /// Storing, claiming, retrying, unique keys, schedules and outcomes are the library's own. These things differ from
    /// production: Tasks run one at a time and in this process, so a crash ends the test, and a function that ignores
    /// its cancellation is not killed. Times are those of the pool's clock, except for a `timeout`, which measures real
    /// time. Task-local values of the test are visible in the tasks.
    ///
    /// - Parameters:
    ///   - date: The time at which the test's clock starts; the clock advances only on request; nil for the present.
    ///   - recurring: The recurring functions that fire as the clock moves.
    ///   - database: A file to use, for tests in which the application writes to it as well; nil for a new one, which
    ///     is deleted at the end.
    ///   - visibility: The code that uses the pool.
    ///   - configuration: As for `Autocron.start`; settings that concern processes have no effect, and tasks of all
    ///     queues run.
    ///   - body: The test.
    /// - Returns: The closure's result.
    /// - Throws: `AutocronError` or `TestPoolError` if the pool cannot be made, and the closure's error.
    @discardableResult
    public nonisolated(nonsending) static func testing<R>(
        from date: Date? = nil, recurring: TestPool.Recurring = .all, database: String? = nil,
        visibility: TestPool.Visibility = .task, configuration: Configuration = .init(),
        _ body: nonisolated(nonsending) (TestPool) async throws -> R
    ) async throws -> R {
        try Registry.shared.check()
        return try await testing(
            .shared, from: date, recurring: recurring, database: database, visibility: visibility,
            configuration: configuration, body
        )
    }

    /// The same with functions other than the program's.
    @discardableResult
    package nonisolated(nonsending) static func testing<R>(
        _ registry: Registry, from date: Date? = nil, recurring: TestPool.Recurring = .all,
        database: String? = nil, visibility: TestPool.Visibility = .task, configuration: Configuration = .init(),
        maximumTasksPerInstant: Int = 20_000, _ body: nonisolated(nonsending) (TestPool) async throws -> R
    ) async throws -> R {
        try configuration.check()
        let folder = database == nil ? try TestFolder() : nil
        defer { folder?.remove() }
        let pool = try TestPool(
            registry, recurring: try registry.keeping(recurring), database: database ?? folder?.database ?? "",
            start: date.map { WallTime($0) } ?? .now(), configuration, maximumTasksPerInstant: maximumTasksPerInstant
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
    /// Leaves out the recurring functions that the test excludes.
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
        _ registry: Registry, recurring: Registry, database: String, start: WallTime,
        _ configuration: Autocron.Configuration, maximumTasksPerInstant: Int
    ) throws(AutocronError) {
        let clock = TestClock(start)
        do throws(StoreError) {
            let opened = try StoreOpening.open(database, as: .application(syncsOnCommit: false))
            guard let store = opened as? any TaskStore & TaskInspection else {
                throw StoreError(.unexpected, "tests cannot look into this kind of database")
            }
            let driver = try InlineExecutor(
                store: store, registry: registry, recurring: recurring, clock: clock,
                maximumTasksPerInstant: maximumTasksPerInstant
            )
            let runtime = Runtime(
                store: store, configuration: configuration, registry: registry, listener: driver, driver: driver
            ) { clock.now }
            self.init(runtime: runtime, store: store, driver: driver, clock: clock)
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

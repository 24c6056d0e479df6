import Autocron
public import Foundation
import StoreAdministration
import TaskStore

/// What a test has in place of worker processes: its own database, its own clock, and a queue that it drains itself.
///
/// Made by `Autocron.testing { … }`.
///
/// Tasks run in the test's process, one by one, in the order in which workers would take them. They run when the test
/// says so, or when something waits for a result: a wait runs what is due, and where nothing is, moves the clock to the
/// next instant at which something is, as far as that takes.
public final class TestPool: Sendable {
    /// Who sees the pool.
    public enum Visibility: Sendable {
        /// The closure, its child tasks, and each `Task { }` begun in them; tests may run side by side. Detached tasks,
        /// threads and dispatch queues do not see it: calls there act as before `Autocron.start`, or as in a test for the
        /// `process` that runs at the same time.
        case task
        /// The whole process; only one such pool can be at a time.
        case process
    }

    /// Which recurring functions fire as the clock moves.
    public enum Recurring: Sendable, Hashable {
        /// All that the program has.
        case all
        /// None.
        case none
        /// Those with these stored names, such as `App.purgeSessions()`.
        case only([String])
    }

    package let runtime: Runtime
    private let driver: Driver
    private let clock: TestClock

    init(runtime: Runtime, driver: Driver, clock: TestClock) {
        self.runtime = runtime
        self.driver = driver
        self.clock = clock
    }

    /// The present, by the test's clock.
    public var now: Date {
        Timestamp.date(clock.now)
    }

    /// Every task that was stored, in that order, whatever has become of it; runs of recurring functions too.
    ///
    /// Empty if the database cannot be read, of which the configuration's log is told.
    public var enqueued: [StoredTask] {
        do {
            try runtime.flushNow()
            return try runtime.store.read { connection throws(StoreError) in try Self.tasks(on: connection) }
        } catch {
            runtime.log(.error, "the tasks of this test cannot be read: \(error)")
            return []
        }
    }

    /// The tasks among them that wait: for their turn, for an instant, or for another attempt.
    public var waiting: [StoredTask] {
        enqueued.filter { $0.status == .waiting }
    }

    private static func tasks(on connection: Connection) throws(StoreError) -> [StoredTask] {
        var tasks: [StoredTask] = []
        for var walk in try TaskWalk.all(TaskFilter(), on: connection) {
            while !walk.isOver {
                for line in try connection.lines(try walk.step(on: connection, examining: 1_000)) {
                    if let task = try connection.details(line.id).flatMap({ StoredTask($0) }) { tasks.append(task) }
                }
            }
        }
        return tasks.reversed()
    }

    // MARK: Running tasks

    /// Runs the tasks that are due, one after the other, and those that they store, until none is due.
    ///
    /// - Parameter allowingFailures: whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: ``TestPoolError/failed(_:)`` after the last task if some have failed with no attempt left, or were
    ///   parked; `TaskError.waitCancelled` if the test was cancelled; an error of the database.
    public func drain(allowingFailures: Bool = false) async throws {
        try check(try await driver.drain(in: runtime), allowingFailures)
    }

    /// Moves the clock forward, and runs on the way what becomes due, each at its own instant: delayed tasks, further
    /// attempts, recurring functions.
    ///
    /// Begins with what is due already.
    ///
    /// - Parameters:
    ///   - duration: how far; not negative.
    ///   - allowingFailures: whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: what ``drain(allowingFailures:)`` throws; ``TestPoolError/backwards`` for a negative duration.
    public func advance(by duration: Duration, allowingFailures: Bool = false) async throws {
        let target = try target(after: duration)
        try check(try await driver.advance(to: target, in: runtime), allowingFailures)
    }

    /// Moves the clock forward to an instant; see ``advance(by:allowingFailures:)``.
    ///
    /// - Parameters:
    ///   - date: an instant that is not over.
    ///   - allowingFailures: whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: what ``advance(by:allowingFailures:)`` throws.
    public func advance(to date: Date, allowingFailures: Bool = false) async throws {
        let target = Timestamp.of(date)
        guard target >= clock.now else { throw TestPoolError.backwards }
        try check(try await driver.advance(to: target, in: runtime), allowingFailures)
    }

    /// Moves the clock forward as if the program had been stopped meanwhile, and then runs what is due.
    ///
    /// So a test sees what becomes of the instants that recurring functions have missed.
    ///
    /// - Parameters:
    ///   - duration: how far; not negative.
    ///   - allowingFailures: whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: what ``advance(by:allowingFailures:)`` throws.
    public func sleepThrough(_ duration: Duration, allowingFailures: Bool = false) async throws {
        let target = try target(after: duration)
        try check(try await driver.jump(to: target, in: runtime), allowingFailures)
    }

    private func target(after duration: Duration) throws(TestPoolError) -> Int64 {
        guard duration >= .zero else { throw .backwards }
        return clock.now.addingSaturated(duration.microseconds)
    }

    private func check(_ drained: Driver.Drained, _ allowsFailures: Bool) throws {
        if let name = drained.endless { throw TestPoolError.endless(name) }
        guard !allowsFailures, !drained.failed.isEmpty else { return }
        let failed = Set(drained.failed.compactMap { TaskID(bytes: $0) })
        throw TestPoolError.failed(enqueued.filter { failed.contains($0.id) })
    }
}

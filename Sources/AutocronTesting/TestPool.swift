import Autocron
public import Foundation
import InspectionModel
import Platform
import TaskModel

/// A test's replacement for worker processes: its own database, its own clock, and a queue that it drains itself.
///
/// Made by `Autocron.testing { … }`.
///
/// Tasks run in the test's process, one by one, in the order in which workers would claim them. They run on request, or
/// while something waits for a result: a wait runs due tasks, and if there are none, moves the clock to the next
/// instant with a due task, until the result is there.
public final class TestPool: Sendable {
    /// The code that uses the pool.
    public enum Visibility: Sendable {
        /// The closure, its child tasks, and each `Task { }` begun in them; tests may run side by side. Detached tasks,
        /// threads and dispatch queues do not see the pool: calls there behave as before `Autocron.start`, or use the
        /// pool of a test with visibility `process` that runs at the same time.
        case task
        /// The whole process; only one such pool can exist at a time.
        case process
    }

    /// The recurring functions that fire as the clock moves.
    public enum Recurring: Sendable, Hashable {
        /// All of the program's functions.
        case all
        /// None.
        case none
        /// Those with these stored names, such as `App.purgeSessions()`.
        case only([String])
    }

    package let runtime: Runtime
    private let store: any TaskInspection
    private let driver: InlineExecutor
    private let clock: TestClock

    init(runtime: Runtime, store: any TaskInspection, driver: InlineExecutor, clock: TestClock) {
        self.runtime = runtime
        self.store = store
        self.driver = driver
        self.clock = clock
    }

    /// The present, by the test's clock.
    public var now: Date {
        clock.now.date
    }

    /// Every stored task in any state, in the order of storing; runs of recurring functions too.
    ///
    /// Each access reads the database, after the calls made so far have been stored.
    ///
    /// - Throws: `TaskError.notStored` if the database cannot be written or read; `TaskError.notStarted` if the test is over.
    public var enqueued: [StoredTask] {
        get throws(TaskError) {
            try runtime.flushNow()
            do {
                return try allTasks()
            } catch {
                throw TaskError(error)
            }
        }
    }

    /// The stored tasks that wait: for their turn, for an instant, or for another attempt.
    ///
    /// - Throws: What ``enqueued`` throws.
    public var waiting: [StoredTask] {
        get throws(TaskError) { try enqueued.filter { $0.status == .waiting } }
    }

    private func allTasks() throws(StoreError) -> [StoredTask] {
        var tasks: [StoredTask] = []
        var sweep: TaskSweep? = TaskSweep(TaskFilter())
        while let current = sweep {
            let step = try store.step(of: current, examining: 1_000)
            tasks += try store.details(of: step.tasks.map(\.id)).map { StoredTask($0) }
            sweep = step.next
        }
        return tasks.reversed()
    }

    // MARK: Running tasks

    /// Runs the due tasks, one after the other, and those that they store, until none is due.
    ///
    /// - Parameter allowingFailures: Whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: ``TestPoolError/failed(_:)`` after the last task if some have failed with no attempt left, or were
    ///   parked; `TaskError.waitCancelled` if the test was cancelled; an error of the database.
    public func drain(allowingFailures: Bool = false) async throws {
        try check(try await driver.drain(in: runtime), allowingFailures)
    }

    /// Moves the clock forward, and runs what becomes due on the way, each at its own instant: delayed tasks, further
    /// attempts, recurring functions.
    ///
    /// Begins with the tasks that are due already.
    ///
    /// - Parameters:
    ///   - duration: The distance; not negative.
    ///   - allowingFailures: Whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: The errors of ``drain(allowingFailures:)``; ``TestPoolError/backwards`` for a negative duration.
    public func advance(by duration: Duration, allowingFailures: Bool = false) async throws {
        let target = try target(after: duration)
        try check(try await driver.advance(to: target, in: runtime), allowingFailures)
    }

    /// Moves the clock forward to an instant; see ``advance(by:allowingFailures:)``.
    ///
    /// - Parameters:
    ///   - date: An instant that has not passed.
    ///   - allowingFailures: Whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: The errors of ``advance(by:allowingFailures:)``.
    public func advance(to date: Date, allowingFailures: Bool = false) async throws {
        let target = WallTime(date)
        guard target >= clock.now else { throw TestPoolError.backwards }
        try check(try await driver.advance(to: target, in: runtime), allowingFailures)
    }

    /// Moves the clock forward as if the program had been stopped in the meantime, and then runs what is due.
    ///
    /// A test can use it to see how recurring functions treat missed instants.
    ///
    /// - Parameters:
    ///   - duration: The distance; not negative.
    ///   - allowingFailures: Whether tasks may fail; their errors are then found in ``enqueued``.
    /// - Throws: The errors of ``advance(by:allowingFailures:)``.
    public func sleepThrough(_ duration: Duration, allowingFailures: Bool = false) async throws {
        let target = try target(after: duration)
        try check(try await driver.jump(to: target, in: runtime), allowingFailures)
    }

    private func target(after duration: Duration) throws(TestPoolError) -> WallTime {
        guard duration >= .zero else { throw .backwards }
        return clock.now + duration
    }

    private func check(_ drained: InlineExecutor.Drained, _ allowsFailures: Bool) throws {
        if let name = drained.runawayTask { throw TestPoolError.endless(name) }
        guard !allowsFailures, !drained.failed.isEmpty else { return }
        let failed = Set(drained.failed)
        throw TestPoolError.failed(try enqueued.filter { failed.contains($0.id) })
    }
}

import CronSchedule
import Foundation
import SQLiteStore
import Synchronization
import TaskModel
import TestSupport

@testable import Autocron
@testable import Platform

/// Instants and distances as the store keeps them.
enum TestInstant {
    static let second = Duration.seconds(1)
    static let day = Duration.seconds(86_400)
    /// A Monday, at midnight.
    static let monday = of("2026-07-13T00:00:00Z")

    static func of(_ text: String) -> WallTime {
        (try? Date(text, strategy: .iso8601)).map { WallTime($0) } ?? .epoch
    }
}

/// A recurring function that does nothing.
func recurring(
    _ name: String, _ expression: String, missed: MissedRuns = .runOnce, overlap: Overlap = .skip
) -> TaskFunction {
    recurring(name, .expression(expression), missed, overlap)
}

/// A recurring function that does nothing.
func recurring(
    _ name: String, every: Duration, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
    jitter: Duration = .zero
) -> TaskFunction {
    recurring(name, .every(every), missed, overlap, jitter)
}

private func recurring(
    _ name: String, _ schedule: RecurrenceRequest.Schedule, _ missed: MissedRuns, _ overlap: Overlap,
    _ jitter: Duration = .zero
) -> TaskFunction {
    TaskFunction(
        name: name, location: "Tests.swift:1", options: TaskOptions(),
        recurrence: RecurrenceRequest(
            schedule: schedule, timeZone: "GMT", missed: missed, overlap: overlap, jitter: jitter)
    ) { _ in nil }
}

/// A process that keeps the timetable, under a clock that the test sets.
struct TimetableProcess {
    var timetable: Timetable
    private let file: DatabaseForTimetables

    init(_ file: DatabaseForTimetables, _ functions: [TaskFunction], now: WallTime) throws {
        self.file = file
        timetable = try Timetable(Registry(functions), store: file.store, build: "'app' of May", now: now)
    }

    mutating func fire(at now: WallTime) throws -> [NewTask] {
        try timetable.fire(into: file.store, now: now).tasks
    }
}

/// A new database for one test, removed with it.
final class DatabaseForTimetables: Sendable {
    let store: SQLiteStore
    private let folder: TemporaryFolder
    private let executing = Mutex<[ClaimedTask]>([])

    var path: String { folder.database }

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.database)
    }

    deinit {
        store.close()
    }

    func write<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws -> R {
        try store.write(body)
    }

    func schedule(_ name: String) throws -> StoredSchedule? {
        try store.read { connection throws(StoreError) in try connection.schedule(named: name) }
    }

    func counts() throws -> [TaskState: Int] {
        try store.read { connection throws(StoreError) in try connection.counts() }
    }

    func unwanted() throws -> Int {
        try store.read { connection throws(StoreError) in try connection.unwantedAttempts().count }
    }

    /// Claims all runs that may start.
    ///
    /// - Returns: the runs.
    @discardableResult
    func startAll() throws -> [ClaimedTask] {
        let tasks = try write { connection throws(StoreError) in
            let claimant = Claimant(slot: "worker", limit: 100_000) { _ in true }
            return try connection.claim(claimant, now: .distantFuture).tasks
        }
        executing.withLock { $0 += tasks }
        return tasks
    }

    /// Ends the runs that execute.
    func finishRunning() throws {
        let ended = executing.withLock { tasks in
            defer { tasks = [] }
            return tasks.map {
                AttemptOutcome(attempt: $0.attempt, started: 0, ended: 0, result: .succeeded(nil))
            }
        }
        try write { connection throws(StoreError) in
            for outcome in ended { try connection.record(outcome, slot: "worker") }
        }
    }

    /// Starts and ends runs until none is left.
    func finishAll() throws {
        while try !startAll().isEmpty { try finishRunning() }
    }

    /// Deletes what has ended, as housekeeping does a day later.
    func forgetFinished() throws {
        try finishAll()
        _ = try write { connection throws(StoreError) in try connection.deleteFinished(before: .distantFuture, now: 0) }
    }
}

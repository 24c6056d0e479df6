import CronSchedule
import Foundation
import Synchronization
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

/// Remembers the commits of which it was notified.
final class NotifierSpy: PoolNotifier {
    struct Commit: Hashable, Sendable {
        var due: Int
        var earliest: WallTime?
    }

    private let commits = Mutex<[Commit]>([])
    private let hears: Atomic<Bool>
    private let grown = Atomic(0)

    init(receivesOutcomes: Bool = true) {
        hears = Atomic(receivesOutcomes)
    }

    var all: [Commit] { commits.withLock { $0 } }

    func tasksCommitted(due: Int, earliest: WallTime?) {
        commits.withLock { $0.append(Commit(due: due, earliest: earliest)) }
    }

    func cancellationRequested() {}
    func maintenanceDue() { grown.add(1, ordering: .relaxed) }

    /// How often it was told that the log is long.
    var timesGrown: Int { grown.load(ordering: .relaxed) }

    var receivesOutcomes: Bool { hears.load(ordering: .acquiring) }

    func hearFromNowOn() { hears.store(true, ordering: .releasing) }
}

/// Keeps log messages, and lets a test wait for the next one.
final class LogRecorder: Sendable {
    private let stream: AsyncStream<LogMessage>
    private let continuation: AsyncStream<LogMessage>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    var log: @Sendable (LogMessage) -> Void {
        { [continuation] in continuation.yield($0) }
    }

    func next() async -> LogMessage? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }

    /// What was logged so far, and not yet waited for.
    func rest() async -> [LogMessage] {
        continuation.finish()
        return await stream.reduce(into: []) { $0.append($1) }
    }
}

extension ClaimedTask {
    static func made(
        _ row: Int64, name: String = "work", claimNumber: Int64 = 1, key: UniqueKey.Scope? = nil
    ) -> ClaimedTask {
        ClaimedTask(
            attempt: AttemptID(row: row, claimNumber: claimNumber), id: TaskID.make(), name: name,
            arguments: Array("{}".utf8), attemptsUsed: 0,
            scheduledAt: nil, missed: 0, key: key
        )
    }
}

extension NewTask {
    static func made(_ name: String = "work", runAt: WallTime = 0, unique: UniqueKey? = nil) -> NewTask {
        NewTask(
            id: TaskID.make(), name: name, arguments: Array("{}".utf8), created: 0, runAt: runAt,
            uniqueness: unique
        )
    }
}

extension TaskFunction {
    static func made(
        _ name: String, at location: String = "App/Tasks.swift:1", recurrence: RecurrenceRequest? = nil,
        perform: @escaping @Sendable () async throws -> Void = {}
    ) -> TaskFunction {
        TaskFunction(name: name, location: location, options: TaskOptions(), recurrence: recurrence) { _ in
            // As an expansion does, so that the execution counts as one of this function.
            _ = _take(name)
            try await perform()
            return nil
        }
    }
}

extension RecurrenceRequest {
    static func made(
        _ schedule: Schedule, zone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
        jitter: Duration = .zero
    ) -> RecurrenceRequest {
        RecurrenceRequest(schedule: schedule, timeZone: zone, missed: missed, overlap: overlap, jitter: jitter)
    }
}

extension AttemptOutcome {
    static func made(_ row: Int64, _ result: AttemptResult, claimNumber: Int64 = 1) -> AttemptOutcome {
        AttemptOutcome(
            attempt: AttemptID(row: row, claimNumber: claimNumber), started: 5, ended: 9, result: result)
    }
}

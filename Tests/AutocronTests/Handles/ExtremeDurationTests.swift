import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

/// Durations at their ends, as users can write them: none of them may trap, whatever it is given to.
@Suite("Durations at their extremes", .timeLimit(.minutes(5)))
struct ExtremeDurationTests {
    static let long: [Duration] = [
        .seconds(Int64.max), .seconds(1e18),
        Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999),
    ]
    static let short: [Duration] = [
        .zero, .nanoseconds(1), .nanoseconds(-1), .seconds(Int64.min),
        Duration(secondsComponent: .min, attosecondsComponent: -999_999_999_999_999_999),
    ]
    static let all = long + short

    let folder: TemporaryFolder
    let runtime: Runtime
    let stored = Delayed<Void>(id: .make())

    init() throws {
        folder = try TemporaryFolder()
        var configuration = Autocron.Configuration()
        configuration.logHandler = { _ in }
        let store = try SQLiteStore(path: folder.file("app.db"))
        runtime = Runtime(store: store, configuration: configuration, registry: Registry([]), listener: NotifierSpy())
        CurrentRuntime.expectTests()
        let task = NewTask(id: stored.id, name: "work", arguments: Array("{}".utf8), created: 0, runAt: 0)
        _ = try store.write { connection throws(StoreError) in try connection.insert(task) }
        runtime.open()
    }

    @Test("A wait for a result that is over at once says so", arguments: short)
    func shortWait(_ limit: Duration) async throws {
        await CurrentRuntime.$ofTest.withValue(runtime) {
            await #expect(throws: TaskError.waitTimedOut) { try await stored.value(within: limit) }
        }
        runtime.close()
    }

    @Test("One for ever goes on until it is cancelled", arguments: long)
    func longWait(_ limit: Duration) async throws {
        try await CurrentRuntime.$ofTest.withValue(runtime) { () async throws in
            let waiting = Task { [stored] in try await stored.value(within: limit) }
            while runtime.outcomes.isEmpty { await Task.yield() }
            waiting.cancel()
            await #expect(throws: TaskError.waitCancelled) { try await waiting.value }
        }
        runtime.close()
    }

    @Test("The writer is flushed and closed within any time", arguments: all)
    func writer(_ limit: Duration) async throws {
        let task = NewTask.made()
        #expect(runtime.writer.add(TaskWriter.Entry(task: task)))
        _ = runtime.writer.flush(within: limit)
        let left = try await onThread { [runtime] in runtime.writer.close(within: limit) }
        #expect(left.count <= 1)
        runtime.close()
    }

    @Test("A stop has its order, and what code sets its text", arguments: all)
    func configuration(_ span: Duration) throws {
        let order = PoolMembership.StopOrder(within: span, now: MonotonicTime.now())
        #expect(order.cancelAt > 0 && order.killAt >= order.cancelAt)
        var configuration = Autocron.Configuration()
        configuration.resultTimeToLive = span
        configuration.shutdownGrace = span
        configuration.cancellationGrace = span
        configuration.workerStartLimit = span
        _ = Runtime.Limits(configuration)
        if Self.short.contains(span), span < .zero {
            #expect(throws: AutocronError.self) { try configuration.check() }
        }
        let deletable = OutcomeReader.deletable(at: WallTime.now(), timeToLive: span)
        #expect(deletable <= WallTime.now() - 5_000_000)
        _ = span.inSeconds
    }

    @Test("A call may be delayed by any time, and back off", arguments: all)
    func calls(_ span: Duration) throws {
        let call = TaskCall(name: "work", arguments: Array("{}".utf8), problem: nil)
        let options = EnqueueOptions(time: .after(span))
        let task = try NewTask(of: call, id: TaskID.make(), runtime: runtime, scope: options)
        #expect(task.runAt >= task.created || span < .zero)
        for backoff in [Backoff.constant(span), .custom([span]), .exponential(from: span, upTo: span)] {
            for failures in [Int64.min, 0, 1, 60, .max] {
                #expect(backoff.retryDelay.wait(afterFailures: max(1, failures), spread: 1) >= 0)
            }
        }
        var watch = AttemptDeadlines(grace: span)
        let attempt = AttemptDeadlines.Attempt(
            id: AttemptID(row: 1, claimNumber: 1), began: MonotonicTime.now(), timeout: span)
        _ = watch.poll(at: attempt, now: MonotonicTime.now())
        watch.stop(cancelAt: .now() + span, killAt: .distantFuture)
        _ = watch.poll(at: attempt, now: .distantFuture)
        runtime.close()
    }

    @Test(
        "A delay in an attribute is any number",
        arguments: [0, -1, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude] as [Double])
    func attribute(_ seconds: Double) {
        let options = _delayOptions(weeks: .max, days: .min, hours: .max, minutes: .min, seconds: seconds).options
        _ = StoredOptions(options)
        _ = StoredOptions(_delayOptions(seconds: seconds).options)
    }
}

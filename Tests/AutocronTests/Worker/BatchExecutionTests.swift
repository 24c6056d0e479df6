import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("How an attempt's end is told")
struct BatchExecutionTests {
    private struct Trouble: Error, CustomStringConvertible {
        let description = "the disk is on fire"
    }

    static let trouble = Failure(
        .threw, message: "the disk is on fire", type: "AutocronTests.BatchExecutionTests.Trouble"
    )

    static let verdicts: [StopReason] = [.none, .timedOut, .cancelled, .interrupted]

    @Test("A function that returned has succeeded, whoever wanted it stopped", arguments: verdicts)
    func returned(_ stopReason: StopReason) {
        #expect(BatchExecution.result(of: .success([1]), stopReason: stopReason) == .succeeded([1]))
        #expect(BatchExecution.result(of: .success(nil), stopReason: stopReason) == .succeeded(nil))
    }

    @Test(
        "One that threw has failed for the reason for which it was stopped, if it was",
        arguments: zip(
            verdicts,
            [
                .failed(trouble), .failed(Failure(.timedOut)), .cancelled, .interrupted,
            ] as [AttemptResult]))
    func threw(_ stopReason: StopReason, _ end: AttemptResult) {
        #expect(BatchExecution.result(of: .failure(Trouble()), stopReason: stopReason) == end)
    }

    @Test("Arguments that do not fit park the task", arguments: verdicts)
    func undecodable(_ stopReason: StopReason) {
        let error = UndecodableArguments("the argument 'a' is missing")
        guard case .parked(let failure) = BatchExecution.result(of: .failure(error), stopReason: stopReason) else {
            Issue.record("expected a parked task")
            return
        }
        #expect(failure.kind == .undecodableArguments)
        #expect(failure.message?.contains("'a'") == true)
    }

    @Test("A batch runs to its end: what returns, throws, is unknown or does not decode")
    func batch() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let registry = Registry([.made("returns"), .made("throws") { throw Trouble() }])
        #expect(batch.start(adding: [.made(1, name: "returns"), .made(2, name: "throws"), .made(3, name: "gone")]))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        BatchExecution(batch: batch, registry: registry, resultLimit: 10) { hasStopped.finish() }.start()
        for await _ in stopped {}
        let ends = batch.unstored().map(\.outcome.result)
        #expect(ends.prefix(2) == [.succeeded(nil), .failed(Self.trouble)])
        #expect(
            ends.last == .parked(Failure(.unknownName, message: "no running build has a task function named 'gone'")))
    }

    @Test("A cancelled attempt sees its cancellation")
    func cancelled() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        let registry = Registry([
            .made("sleeps") {
                hasBegun.finish()
                try await Task.sleep(for: .seconds(3_600))
            }
        ])
        #expect(batch.start(adding: [.made(1, name: "sleeps")]))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        BatchExecution(batch: batch, registry: registry, resultLimit: 10) { hasStopped.finish() }.start()
        for await _ in begun {}
        #expect(batch.cancel(AttemptID(row: 1, claimNumber: 1), for: .cancelled))
        for await _ in stopped {}
        #expect(batch.unstored().map(\.outcome.result) == [.cancelled])
    }

    @Test("An attempt is not cancelled because the one before was, by the library or by itself")
    func freshAfterCancellation() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        let registry = Registry([
            .made("sleeps") {
                hasBegun.finish()
                try await Task.sleep(for: .seconds(3_600))
            },
            .made("cancelsItself") { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } },
            .made("checks") { try Task.checkCancellation() },
        ])
        let names = ["sleeps", "checks", "cancelsItself", "checks"]
        #expect(batch.start(adding: names.enumerated().map { .made(Int64($0 + 1), name: $1) }))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        BatchExecution(batch: batch, registry: registry, resultLimit: 10) { hasStopped.finish() }.start()
        for await _ in begun {}
        #expect(batch.cancel(AttemptID(row: 1, claimNumber: 1), for: .cancelled))
        for await _ in stopped {}
        let ends = batch.unstored().map(\.outcome.result)
        #expect(ends == [.cancelled, .succeeded(nil), .succeeded(nil), .succeeded(nil)])
    }

    @Test("While an error looks for its words, others see the attempt, and can judge it")
    func slowWords() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let gate = Gate()
        let registry = Registry([.made("throws") { throw Slow(gate: gate) }])
        #expect(batch.start(adding: [.made(1, name: "throws")]))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        let execution = BatchExecution(batch: batch, registry: registry, resultLimit: 10) { hasStopped.finish() }
        Thread.detachNewThread { execution.start() }
        try await onThread { gate.awaitArrival() }
        // This would stand still if the words were asked for under the batch's lock.
        #expect(batch.snapshot.current?.task.row == 1)
        #expect(batch.cancel(AttemptID(row: 1, claimNumber: 1), for: .timedOut))
        gate.open()
        for await _ in stopped {}
        #expect(batch.unstored().map(\.outcome.result) == [.failed(Failure(.timedOut))])
    }

    @Test("A cancellation handler that takes its time holds nobody up")
    func slowCancellationHandler() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let gate = Gate()
        let registry = Registry([
            .made("waits") {
                try await withTaskCancellationHandler {
                    try await Task.sleep(for: .seconds(3_600))
                } onCancel: {
                    gate.pass()
                }
            }
        ])
        #expect(batch.start(adding: [.made(1, name: "waits")]))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        BatchExecution(batch: batch, registry: registry, resultLimit: 10) { hasStopped.finish() }.start()
        let isBack = await ends { _ = batch.cancel(AttemptID(row: 1, claimNumber: 1), for: .cancelled) }
        #expect(isBack)
        try await onThread { gate.awaitArrival() }
        gate.open()
        for await _ in stopped {}
        #expect(batch.unstored().map(\.outcome.result) == [.cancelled])
    }
}

/// Lets a thread wait in the middle of something until a test has looked.
private final class Gate: Sendable {
    private let arrival = DispatchSemaphore(value: 0)
    private let way = DispatchSemaphore(value: 0)

    func pass() {
        arrival.signal()
        way.wait()
    }

    func awaitArrival() { arrival.wait() }
    func open() { way.signal() }
}

private struct Slow: Error, CustomStringConvertible {
    let gate: Gate

    var description: String {
        gate.pass()
        return "slow"
    }
}

import Foundation
import SQLiteStore
import Synchronization
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("The tasks that a worker has reserved")
struct BatchTests {
    let folder: TemporaryFolder
    let slot: SlotWriter
    let batch: Batch

    init() throws {
        folder = try TemporaryFolder()
        slot = try SlotWriter(path: folder.file("1-1.slot"))
        batch = Batch(slot: slot)
    }

    private func contents() throws -> SlotContents {
        try SlotContents(try FileLock.open(folder.file("1-1.slot")))
    }

    /// Runs the next task to its end.
    private func runNext(_ end: AttemptResult = .succeeded(nil)) -> Int64? {
        let task = batch.next()
        batch.finish { _ in end }
        return task?.row
    }

    private func unstored() -> [Int64] {
        batch.unstored().map(\.outcome.attempt.row)
    }

    @Test("They run in order, and the slot says which")
    func order() throws {
        #expect(batch.start(adding: [.made(1), .made(2, claimNumber: 7)]))
        #expect(batch.next()?.row == 1)
        #expect(try contents().record?.attempt.row == 1)
        batch.finish { _ in .succeeded(nil) }
        #expect(batch.next()?.row == 2)
        #expect(try contents().record?.attempt.claimNumber == 7)
        #expect(try contents().outcomes.map(\.attempt.row) == [1])
        batch.finish { _ in .succeeded(nil) }
        #expect(batch.next() == nil)
        #expect(!batch.snapshot.isRunning)
        #expect(unstored() == [1, 2])
    }

    @Test("The slot says when the time limit of the task that runs is over")
    func timeLimit() throws {
        let batch = Batch(slot: slot, timeout: { $0 == "limited" ? .seconds(7) : nil })
        #expect(batch.start(adding: [.made(1, name: "limited"), .made(2, name: "free")]))
        #expect(batch.next()?.row == 1)
        let current = try #require(batch.snapshot.current)
        #expect(current.timeout == .seconds(7))
        #expect(try contents().record?.timeoutAt == current.began + .seconds(7))
        batch.finish { _ in .succeeded(nil) }
        #expect(batch.next()?.row == 2)
        #expect(try contents().record?.attempt.row == 2)
        #expect(try contents().record?.timeoutAt == nil)
        batch.finish { _ in .succeeded(nil) }
    }

    @Test("Nothing to run is said at the start")
    func nothing() {
        #expect(!batch.start(adding: []))
        #expect(batch.next() == nil)
        #expect(batch.unstored().isEmpty)
        batch.finish { _ in .cancelled }
        #expect(batch.unstored().isEmpty)
    }

    @Test("What has not started can be taken back, put back in front, and taken one by one")
    func giveBack() {
        #expect(batch.start(adding: [.made(1), .made(2), .made(3)]))
        _ = batch.next()
        let taken = batch.takeUnstarted()
        #expect(taken.map(\.row) == [2, 3])
        #expect(batch.snapshot.waiting == 0)
        #expect(batch.snapshot.current?.task.row == 1)
        #expect(batch.start(adding: [.made(4)]))
        batch.restore(taken)
        batch.finish { _ in .cancelled }
        #expect([runNext(), runNext(), runNext(), runNext()] == [2, 3, 4, nil])
        #expect(batch.snapshot.ended == 4)
    }

    @Test("A cancelled task that has not started never runs, however long the database cannot be told")
    func withdraw() throws {
        #expect(batch.start(adding: [.made(1), .made(2), .made(3)]))
        _ = batch.next()
        #expect(!batch.withdraw(AttemptID(row: 3, claimNumber: 9)))
        #expect(!batch.withdraw(AttemptID(row: 1, claimNumber: 1)))
        #expect(batch.withdraw(AttemptID(row: 3, claimNumber: 1)))
        #expect(!batch.withdraw(AttemptID(row: 3, claimNumber: 1)))
        batch.finish { _ in .succeeded(nil) }
        // What was handed out to be stored, and could not be, is handed out again; the task is not.
        #expect(unstored() == [3, 1])
        #expect([runNext(), runNext()] == [2, nil])
        #expect(unstored() == [3, 1])
        batch.confirm()
        #expect(unstored() == [2])
        #expect(batch.snapshot.ended == 2)
        // Whoever finds the slot gives it back, and the cancellation in the database does the rest.
        #expect(try contents().outcomes.map(\.attempt.row) == [2])
    }

    @Test("A withdrawal is in the slot until it is stored")
    func withdrawalInSlot() throws {
        #expect(batch.start(adding: [.made(1), .made(2)]))
        _ = batch.next()
        #expect(batch.withdraw(AttemptID(row: 2, claimNumber: 1)))
        #expect(try contents().outcomes.map(\.result) == [.interrupted])
    }

    @Test("Outcomes are handed out again until they are confirmed, while new ones gather elsewhere")
    func confirm() throws {
        #expect(batch.start(adding: (1...5).map { .made($0) }))
        #expect([runNext(), runNext()] == [1, 2])
        #expect(unstored() == [1, 2])
        #expect(runNext() == 3)
        #expect(unstored() == [1, 2])
        #expect(Set(try contents().outcomes.map(\.attempt.row)) == [1, 2, 3])
        batch.confirm()
        #expect(try contents().outcomes.map(\.attempt.row) == [3])
        batch.confirm()
        #expect(try contents().outcomes.map(\.attempt.row) == [3])
        #expect(unstored() == [3])
        #expect(runNext() == 4)
        batch.confirm()
        #expect(try contents().outcomes.map(\.attempt.row) == [4])
        #expect(batch.snapshot.unstored == 1)
    }

    @Test("Once its outcome is stored, no attempt is said to be executed: its row may soon be another task's")
    func rest() throws {
        #expect(batch.start(adding: [.made(1), .made(2)]))
        #expect(runNext() == 1)
        #expect(try contents().record?.attempt.row == 1)
        #expect(unstored() == [1])
        batch.confirm()
        #expect(try contents().record == nil)
        // While one is executed, the outcomes of others may be stored.
        #expect(batch.next()?.row == 2)
        #expect(try contents().record?.attempt.row == 2)
        batch.finish { _ in .succeeded(nil) }
        #expect(unstored() == [2])
        _ = batch.start(adding: [.made(3)])
        _ = batch.next()
        batch.confirm()
        #expect(try contents().record?.attempt.row == 3)
    }

    @Test("A full area stops the batch until its outcomes are stored; nothing is run in between, and nothing lost")
    func fullArea() throws {
        #expect(batch.start(adding: (1...100).map { .made($0) }))
        let large = AttemptResult.succeeded([UInt8](repeating: 1, count: 4_000))
        var rows: [Int64] = []
        while let row = runNext(large) { rows.append(row) }
        #expect(rows == Array(1...9))
        #expect(try contents().outcomes.map(\.attempt.row) == Array(1...8))
        #expect(!batch.snapshot.isRunning)
        #expect(unstored() == rows)
        batch.confirm()
        #expect(try contents().outcomes.isEmpty)
        #expect(batch.start(adding: []))
        #expect(runNext(large) == 10)
    }

    @Test("An outcome that no area could hold is stored all the same")
    func tooLarge() {
        #expect(batch.start(adding: [.made(1), .made(2)]))
        #expect(runNext(.succeeded([UInt8](repeating: 1, count: 100_000))) == 1)
        #expect(batch.next() == nil)
        #expect(unstored() == [1])
        batch.confirm()
        #expect(batch.start(adding: []))
        #expect(runNext() == 2)
    }

    @Test("A closed batch starts nothing more, and lets the running one end")
    func close() {
        #expect(batch.start(adding: [.made(1), .made(2)]))
        _ = batch.next()
        batch.close()
        batch.finish { _ in .succeeded(nil) }
        #expect(batch.next() == nil)
        #expect(!batch.start(adding: [.made(3)]))
        #expect(unstored() == [1])
        #expect(batch.takeUnstarted().map(\.row) == [2, 3])
    }

    @Test(
        "A cancellation meets the attempt that is meant, before or after it can be cancelled", arguments: [true, false])
    func cancel(attachedBefore: Bool) {
        #expect(batch.start(adding: [.made(1)]))
        _ = batch.next()
        #expect(!batch.cancel(AttemptID(row: 1, claimNumber: 2), for: .cancelled))
        #expect(!batch.cancel(AttemptID(row: 2, claimNumber: 1), for: .cancelled))
        let counter = Counter()
        if attachedBefore { batch.attach { counter.add() } }
        #expect(batch.cancel(AttemptID(row: 1, claimNumber: 1), for: .timedOut))
        if !attachedBefore { batch.attach { counter.add() } }
        #expect(counter.value == 1)
        // The first reason stays.
        #expect(batch.cancel(AttemptID(row: 1, claimNumber: 1), for: .cancelled))
        var seen: StopReason?
        batch.finish { stopReason in
            seen = stopReason
            return .cancelled
        }
        #expect(seen == .timedOut)
        #expect(!batch.cancel(AttemptID(row: 1, claimNumber: 1), for: .cancelled))
    }

    @Test("What the outcome says of a key is what the task has")
    func keys() {
        #expect(batch.start(adding: [.made(1), .made(2, key: .untilFinished)]))
        _ = (runNext(), runNext())
        #expect(batch.unstored().map(\.outcome.mayHoldKey) == [false, true])
    }

    @Test("A judgement on an attempt that has ended ends nothing")
    func judgeEnded() {
        #expect(batch.start(adding: [.made(1)]))
        _ = batch.next()
        batch.recordStopReason(.timedOut, of: AttemptID(row: 1, claimNumber: 2)) {
            fatalError("another attempt is meant")
        }
        batch.finish { _ in .succeeded(nil) }
        batch.recordStopReason(.timedOut, of: AttemptID(row: 1, claimNumber: 1)) { fatalError("it has ended") }
        #expect(unstored() == [1])
    }

    @Test("A judgement is in the slot before the process ends")
    func judge() async throws {
        await #expect(processExitsWith: .exitCode(42)) { [path = folder.file("2-1.slot") as String] in
            let batch = Batch(slot: try SlotWriter(path: path))
            _ = batch.start(adding: [.made(3)])
            _ = batch.next()
            batch.recordStopReason(.timedOut, of: AttemptID(row: 3, claimNumber: 1)) { exit(42) }
        }
        let lock = try #require(try FileLock.take(folder.file("2-1.slot"), waiting: false))
        let wreck = try SlotContents(lock).unfinishedWork(slot: "2-1", status: .signaled(9), now: 0)
        #expect(wreck.executing?.attempt.row == 3)
        #expect(wreck.executing?.result == .failed(Failure(.timedOut)))
    }
}

/// Counts calls from anywhere.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func add() { count.withLock { $0 += 1 } }

    var value: Int { count.withLock { $0 } }
}

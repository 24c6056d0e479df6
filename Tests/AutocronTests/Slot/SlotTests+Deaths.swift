import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

// What a slot says of its worker's death.
extension SlotTests {
    @Test(
        "A death in the middle of an attempt is charged to it, with its cause",
        arguments: [
            (TerminationStatus.signaled(11), Failure(.crashed, signal: 11)),
            (.exited(3), Failure(.crashed, exitCode: 3)),
            (.unknown, Failure(.crashed)),
        ])
    func crash(_ death: TerminationStatus, _ failure: Failure) throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        #expect(
            executing(try contents(), death)
                == AttemptOutcome(
                    attempt: AttemptID(row: 4, claimNumber: 2), started: 7, ended: 99, result: .failed(failure))
        )
    }

    @Test(
        "Where nobody saw the death, it is charged if anything shows that the process has crashed",
        arguments: [
            ("", false), ("the task's own words\n", false), ("*** Signal 11: Backtracing from 0x1... done ***\n", true),
            ("App/main.swift:3: Fatal error: no\n", true),
        ])
    func unseen(words: String, isCharged: Bool) throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        let evidence = CrashEvidence(standardError: Array(words.utf8))
        let wreck = try contents().unfinishedWork(slot: "1-1", status: .unseen, evidence: evidence, now: 99)
        switch try #require(wreck.executing).result {
        case .failed(let failure): #expect(isCharged && failure.kind == .crashed)
        case .unattributed(let failure): #expect(!isCharged && failure.kind == .crashed)
        case let end: Issue.record("\(end)")
        }
        let reported = CrashEvidence(report: CrashReport(json: Data("{}".utf8)))
        let known = try contents().unfinishedWork(slot: "1-1", status: .unseen, evidence: reported, now: 99)
        #expect(known.executing?.result != .unattributed(Failure(.crashed)))
        // What the worker, or its pool, has noted is evidence too.
        slot.recordStopReason(.timedOut)
        #expect(executing(try contents(), .unseen)?.result == .failed(Failure(.timedOut)))
    }

    @Test(
        "What the pool has learnt of the death stands in the slot for who comes later",
        arguments: [
            TerminationRecord(status: .signaled(11), stopReason: .none),
            TerminationRecord(status: .exited(-1), stopReason: .none),
            TerminationRecord(status: .signaled(9), stopReason: .interrupted),
            TerminationRecord(status: .unknown, stopReason: .timedOut),
        ])
    func deathNote(_ note: TerminationRecord) throws {
        #expect(try contents().note == nil)
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        note.write(to: try FileLock.open(path))
        #expect(try contents().note == note)
        // It speaks of the attempt that ran then.
        slot.begin(SlotRecord(attempt: AttemptID(row: 5, claimNumber: 1), started: 8))
        #expect(try contents().note == nil)
    }

    @Test("The slot of a worker of the first builds is read, but for the words that it did not keep")
    func firstMark() throws {
        let record = SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7)
        slot.begin(record)
        #expect(slot.record(.made(3, .succeeded([1])), area: 0))
        let mark = SlotLayout.firstMark
        try overwrite(bytes(of: mark), at: SlotLayout.markAt)
        try overwrite(bytes(of: record.check(withMark: mark)), at: SlotLayout.recordsAt[1] + 24)
        #expect(unsafe truncate(path, off_t(SlotLayout.errorCountAt)) == 0)
        let contents = try contents()
        #expect(contents.record == record)
        #expect(contents.outcomes == [.made(3, .succeeded([1]))])
        #expect(contents.process == getpid())
        #expect(contents.standardError == [])
    }

    @Test("The slot of a worker of a build that recorded no time limits is read, and a limit in it is not believed")
    func secondMark() throws {
        let record = SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7)
        slot.begin(record)
        try note(Array("words".utf8))
        let mark = SlotLayout.secondMark
        try overwrite(bytes(of: mark), at: SlotLayout.markAt)
        try overwrite(bytes(of: record.check(withMark: mark)), at: SlotLayout.recordsAt[1] + 24)
        try overwrite([9], at: SlotLayout.recordsAt[1] + 32)
        let contents = try contents()
        #expect(contents.record == record)
        #expect(contents.standardError == Array("words".utf8))
    }

    @Test("A slot of a later build is not taken for an empty one")
    func laterMark() throws {
        try overwrite([UInt8(SlotLayout.mark & 0xFF) + 1], at: SlotLayout.markAt)
        #expect(throws: UnreadableSlot.self) { try contents() }
    }

    @Test("Of a process of another container its number is not believed")
    func otherNumbering() throws {
        #expect(try contents().process == getpid())
        try overwrite([1, 2, 3], at: SlotLayout.numberingAt)
        #expect(try contents().process == nil)
    }

    @Test("A death between two attempts is charged to none")
    func betweenAttempts() throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        #expect(slot.record(.made(4, .succeeded(nil), claimNumber: 2), area: 0))
        #expect(executing(try contents(), .signaled(9)) == nil)
    }

    @Test("An outcome of the same row's earlier attempt does not speak for the one that runs")
    func earlierAttempt() throws {
        #expect(slot.record(.made(4, .interrupted, claimNumber: 1), area: 0))
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        #expect(executing(try contents())?.attempt.claimNumber == 2)
    }

    static let verdicts: [(StopReason, AttemptResult)] = [
        (
            .lostDescriptors,
            .failed(Failure(.crashed, message: "it closed file descriptors that its worker needs", signal: 9))
        ),
        (.timedOut, .failed(Failure(.timedOut))), (.cancelled, .cancelled), (.interrupted, .interrupted),
    ]

    @Test("The worker's own verdict explains its end, and its killer's goes before it", arguments: verdicts)
    func judge(_ stopReason: StopReason, _ end: AttemptResult) throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        #expect(executing(try contents(), .signaled(9), stopReason)?.result == end)
        slot.recordStopReason(stopReason)
        #expect(try contents().stopReason == stopReason)
        #expect(executing(try contents(), .signaled(9))?.result == end)
        #expect(executing(try contents(), .signaled(9), .timedOut)?.result == .failed(Failure(.timedOut)))
    }

    @Test("A verdict on one attempt says nothing of the next")
    func staleVerdict() throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        slot.recordStopReason(.timedOut)
        slot.begin(SlotRecord(attempt: AttemptID(row: 5, claimNumber: 1), started: 8))
        #expect(try contents().stopReason == .none)
        #expect(executing(try contents(), .signaled(9))?.result == .failed(Failure(.crashed, signal: 9)))
    }

    @Test("After a restart of the machine its process number is not believed, the rest is")
    func otherBoot() throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        try overwrite([1, 2, 3], at: SlotLayout.bootAt)
        #expect(try contents().process == nil)
        #expect(try contents().record?.attempt.row == 4)
    }
}

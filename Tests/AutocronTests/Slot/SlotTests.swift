import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("A worker's slot")
struct SlotTests {
    let folder: TemporaryFolder
    let path: String
    let slot: SlotWriter

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("1-1.slot")
        slot = try SlotWriter(path: path)
    }

    /// Reads as a finder would, though the writer still lives.
    func contents() throws -> SlotContents {
        try SlotContents(try FileLock.open(path))
    }

    /// Damages the file behind the writer's back; the map and the file are one memory.
    func overwrite(_ bytes: [UInt8], at offset: Int) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    func bytes(of word: UInt64) -> [UInt8] {
        unsafe withUnsafeBytes(of: word) { unsafe Array($0) }
    }

    func executing(
        _ contents: SlotContents, _ death: TerminationStatus = .unknown, _ stopReason: StopReason = .none
    ) -> AttemptOutcome? {
        contents.unfinishedWork(slot: "1-1", status: death, stopReason: stopReason, now: 99).executing
    }

    @Test("A new one says who it belongs to, and nothing else")
    func new() throws {
        let contents = try contents()
        #expect(contents.process == getpid())
        #expect(contents.record == nil)
        #expect(contents.outcomes.isEmpty)
        #expect(
            contents.unfinishedWork(slot: "a", status: .exited(1), now: 0)
                == DeadWorkerWork(slot: "a", outcomes: [], executing: nil))
    }

    @Test("The attempt that began last is the one that counts")
    func begin() throws {
        for row in Int64(1)...5 {
            let record = SlotRecord(
                attempt: AttemptID(row: row, claimNumber: -row), started: WallTime(microseconds: .max - row),
                timeoutAt: row % 2 == 0 ? nil : MonotonicTime(nanoseconds: row))
            slot.begin(record)
            #expect(try contents().record == record)
            #expect(LiveSlot.named("1-1", in: PoolDirectory(path: folder.path))?.record == record)
        }
    }

    /// Writes to a pipe, and lets the slot receive it.
    func note(_ bytes: [UInt8]) throws {
        let (contents, writing) = try Descriptor.pipe()
        for piece in bytes.chunked(1_000) {
            #expect(writing.writeAvailable(piece))
            #expect(slot.receiveStandardError(from: contents.number) != nil)
            while Poll.wait(for: [contents.number], until: 0)[0] {
                _ = slot.receiveStandardError(from: contents.number)
            }
        }
    }

    @Test("What a worker had received in the moment of its death, and not noted yet, stands there too")
    func pendingStandardError() throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1))
        try note(Array("before ".utf8))
        try overwrite([1], at: SlotLayout.errorPendingAt)
        try overwrite(Array("after".utf8) + [0], at: SlotLayout.errorRingAt + 7)
        #expect(try contents().standardError == Array("before after".utf8))
    }

    @Test("What an earlier attempt has written and no one has read yet is not this attempt's")
    func unreadStandardError() throws {
        let (pipe, writing) = try Descriptor.pipe()
        slot.expectStandardError(from: pipe.number)
        #expect(writing.writeAvailable(Array("earlier ".utf8)))
        #expect(slot.markEndOfWords())
        slot.begin(SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1))
        #expect(try contents().standardError == [])
        #expect(try contents().bytesOfEarlierAttempts == 8)
        #expect(writing.writeAvailable(Array("mine".utf8)))
        // Some of it is being received in the moment of the death.
        try overwrite([1], at: SlotLayout.errorPendingAt)
        try overwrite(Array("earl".utf8) + [0], at: SlotLayout.errorRingAt)
        #expect(try contents().bytesOfEarlierAttempts == 4)
        try overwrite([0], at: SlotLayout.errorPendingAt)
        #expect(slot.receiveStandardError(from: pipe.number) == Array("earlier mine".utf8))
        #expect(try contents().standardError == Array("mine".utf8))
        #expect(try contents().bytesOfEarlierAttempts == 0)
        // Words between two attempts are no one's.
        #expect(slot.markEndOfWords())
        #expect(writing.writeAvailable(Array("between".utf8)))
        #expect(slot.receiveStandardError(from: pipe.number) == Array("between".utf8))
        slot.begin(SlotRecord(attempt: AttemptID(row: 2, claimNumber: 1), started: 2))
        #expect(try contents().standardError == [])
        slot.expectStandardError(from: 1_000_000)
        #expect(!slot.markEndOfWords())
    }

    @Test("The last of what an attempt wrote to standard error stands there, and nothing of the attempts before")
    func standardError() throws {
        try note(Array("before".utf8))
        slot.begin(SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1))
        #expect(try contents().standardError == [])
        var written: [UInt8] = []
        for number in 0..<400 {
            let words = Array("line \(number)\n".utf8)
            try note(words)
            written += words
            let kept = try contents().standardError
            #expect(kept == written.suffix(SlotLayout.errorRingSize / 2))
        }
        try note([UInt8](repeating: 7, count: 100_000))
        #expect(try contents().standardError == [UInt8](repeating: 7, count: SlotLayout.errorRingSize / 2))
        slot.begin(SlotRecord(attempt: AttemptID(row: 2, claimNumber: 1), started: 2))
        #expect(try contents().standardError == [])
    }

    @Test("A worker that is killed for its time in the middle of the report of its crash has crashed")
    func killedWhileReporting() throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1))
        let evidence = CrashEvidence(standardError: Array("*** Signal 11: Backtracing from 0x1...".utf8))
        let wreck = try contents().unfinishedWork(
            slot: "a", status: .signaled(9), stopReason: .timedOut, evidence: evidence, now: 9)
        #expect(wreck.executing?.result == .failed(Failure(.crashed, signal: 11)))
        // Not where the worker itself had found that its time was over.
        slot.recordStopReason(.timedOut)
        let late = try contents().unfinishedWork(
            slot: "a", status: .signaled(9), stopReason: .timedOut, evidence: evidence, now: 9)
        #expect(late.executing?.result == .failed(Failure(.timedOut)))
    }

    @Test("A record that was begun and not finished leaves the one before")
    func tornRecord() throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1))
        try overwrite([UInt8](repeating: 0xEE, count: 20), at: SlotLayout.recordsAt[0])
        #expect(try contents().record?.attempt.row == 1)
    }

    @Test("A record that something else has written to is not believed", arguments: [0, 8, 16, 24, 32])
    func corruptRecord(offset: Int) throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1))
        try overwrite([0x55], at: SlotLayout.recordsAt[1] + offset)
        #expect(try contents().record == nil)
    }

    @Test("Outcomes stand in their areas until these are cleared", arguments: [0, 1])
    func outcomes(area: Int) throws {
        let (first, second) = (
            AttemptOutcome.made(1, .succeeded(nil)), AttemptOutcome.made(2, .failed(Failure(.threw, message: "no")))
        )
        #expect(slot.record(first, area: area))
        #expect(slot.record(second, area: 1 - area))
        #expect(try contents().outcomes.sorted { $0.attempt.row < $1.attempt.row } == [first, second])
        slot.clear(area: area)
        #expect(try contents().outcomes == [second])
        slot.clear(area: 1 - area)
        #expect(try contents().outcomes.isEmpty)
    }

    @Test("A full area takes nothing more and loses nothing; the other one still has room")
    func fullArea() throws {
        var noted: [AttemptOutcome] = []
        while true {
            let outcome = AttemptOutcome.made(Int64(noted.count), .succeeded([UInt8](repeating: 1, count: 1_000)))
            guard slot.record(outcome, area: 0) else { break }
            noted.append(outcome)
        }
        #expect(noted.count == 31)
        #expect(try contents().outcomes == noted)
        #expect(slot.record(.made(99, .cancelled), area: 1))
        #expect(!slot.record(.made(98, .succeeded([UInt8](repeating: 1, count: SlotLayout.areaSize))), area: 1))
        #expect(try contents().outcomes.count == 32)
    }

    @Test("An area can be filled to its last byte")
    func lastByte() throws {
        let outcome = AttemptOutcome.made(1, .succeeded([UInt8](repeating: 1, count: SlotLayout.areaSize - 40)))
        #expect(slot.record(outcome, area: 1))
        #expect(try contents().outcomes == [outcome])
    }

    @Test("A file without the mark, or too short for one, tells nothing", arguments: [0, 1, 100, SlotLayout.size - 1])
    func foreignFile(size: Int) throws {
        let other = folder.file("other.slot")
        try Data(repeating: 0xAB, count: size).write(to: URL(fileURLWithPath: other))
        let contents = try SlotContents(try FileLock.open(other))
        #expect(try contents == SlotContents(try FileLock.open(other)))
        #expect(contents.record == nil && contents.process == nil && contents.outcomes.isEmpty)
        #expect(try Data(contentsOf: URL(fileURLWithPath: other)).count == size)
    }

    @Test("No damage makes the reader fail", arguments: 0..<50)
    func junk(_: Int) throws {
        slot.begin(SlotRecord(attempt: AttemptID(row: 4, claimNumber: 2), started: 7))
        for area in 0...1 { #expect(slot.record(.made(1, .succeeded([1, 2, 3])), area: area)) }
        for _ in 0..<10 {
            try overwrite([.random(in: 0...255), .random(in: 0...255)], at: .random(in: 8..<600))
        }
        #expect(try contents().outcomes.count <= 2_000)
    }

    @Test("A slot belongs to one worker, and its file goes when that says so")
    func ownership() throws {
        #expect(throws: SystemFailure.self) { try SlotWriter(path: path) }
        #expect(try FileLock.take(path, waiting: false) == nil)
        slot.remove()
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

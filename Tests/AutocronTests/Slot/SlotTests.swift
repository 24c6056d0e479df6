import Foundation
import TaskStore
import TestSupport
import Testing

@testable import Autocron

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
    private func reading() throws -> SlotReading {
        try SlotReading(try FileLock.open(path))
    }

    /// Damages the file behind the writer's back; the map and the file are one memory.
    private func overwrite(_ bytes: [UInt8], at offset: Int) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    private func bytes(of word: UInt64) -> [UInt8] {
        unsafe withUnsafeBytes(of: word) { unsafe Array($0) }
    }

    private func executing(
        _ reading: SlotReading, _ death: ProcessDeath = .unknown, _ verdict: SlotVerdict = .none
    ) -> Outcome? {
        reading.wreck(slot: "1-1", death: death, verdict: verdict, now: 99).executing
    }

    @Test("A new one says who it belongs to, and nothing else")
    func new() throws {
        let reading = try reading()
        #expect(reading.process == getpid())
        #expect(reading.record == nil)
        #expect(reading.outcomes.isEmpty)
        #expect(reading.wreck(slot: "a", death: .exited(1), now: 0) == Wreck(slot: "a", outcomes: [], executing: nil))
    }

    @Test("The attempt that began last is the one that counts")
    func begin() throws {
        for row in Int64(1)...5 {
            let record = SlotRecord(row: row, attempt: -row, started: WallTime(microseconds: .max - row))
            slot.begin(record)
            #expect(try reading().record == record)
        }
    }

    /// Writes to a pipe, and lets the slot receive it.
    private func note(_ bytes: [UInt8]) throws {
        let (reading, writing) = try Descriptor.pipe()
        for piece in bytes.chunked(1_000) {
            #expect(writing.poke(piece))
            #expect(slot.receiveStandardError(from: reading.number) != nil)
            while Poll.wait(for: [reading.number], until: 0)[0] { _ = slot.receiveStandardError(from: reading.number) }
        }
    }

    @Test("What a worker had received in the moment of its death, and not noted yet, stands there too")
    func pendingStandardError() throws {
        slot.begin(SlotRecord(row: 1, attempt: 1, started: 1))
        try note(Array("before ".utf8))
        try overwrite([1], at: SlotLayout.errorPendingAt)
        try overwrite(Array("after".utf8) + [0], at: SlotLayout.errorRingAt + 7)
        #expect(try reading().standardError == Array("before after".utf8))
    }

    @Test("What an earlier attempt has written and no one has read yet is not this attempt's")
    func unreadStandardError() throws {
        let (pipe, writing) = try Descriptor.pipe()
        slot.expectStandardError(from: pipe.number)
        #expect(writing.poke(Array("earlier ".utf8)))
        #expect(slot.markEndOfWords())
        slot.begin(SlotRecord(row: 1, attempt: 1, started: 1))
        #expect(try reading().standardError == [])
        #expect(try reading().bytesOfEarlierAttempts == 8)
        #expect(writing.poke(Array("mine".utf8)))
        // Some of it is being received in the moment of the death.
        try overwrite([1], at: SlotLayout.errorPendingAt)
        try overwrite(Array("earl".utf8) + [0], at: SlotLayout.errorRingAt)
        #expect(try reading().bytesOfEarlierAttempts == 4)
        try overwrite([0], at: SlotLayout.errorPendingAt)
        #expect(slot.receiveStandardError(from: pipe.number) == Array("earlier mine".utf8))
        #expect(try reading().standardError == Array("mine".utf8))
        #expect(try reading().bytesOfEarlierAttempts == 0)
        // Words between two attempts are no one's.
        #expect(slot.markEndOfWords())
        #expect(writing.poke(Array("between".utf8)))
        #expect(slot.receiveStandardError(from: pipe.number) == Array("between".utf8))
        slot.begin(SlotRecord(row: 2, attempt: 1, started: 2))
        #expect(try reading().standardError == [])
        slot.expectStandardError(from: 1_000_000)
        #expect(!slot.markEndOfWords())
    }

    @Test("The last of what an attempt wrote to standard error stands there, and nothing of the attempts before")
    func standardError() throws {
        try note(Array("before".utf8))
        slot.begin(SlotRecord(row: 1, attempt: 1, started: 1))
        #expect(try reading().standardError == [])
        var written: [UInt8] = []
        for number in 0..<400 {
            let words = Array("line \(number)\n".utf8)
            try note(words)
            written += words
            let kept = try reading().standardError
            #expect(kept == written.suffix(SlotLayout.errorRingSize / 2))
        }
        try note([UInt8](repeating: 7, count: 100_000))
        #expect(try reading().standardError == [UInt8](repeating: 7, count: SlotLayout.errorRingSize / 2))
        slot.begin(SlotRecord(row: 2, attempt: 1, started: 2))
        #expect(try reading().standardError == [])
    }

    @Test("A worker that is killed for its time in the middle of the report of its crash has crashed")
    func killedWhileReporting() throws {
        slot.begin(SlotRecord(row: 1, attempt: 1, started: 1))
        let evidence = CrashEvidence(standardError: Array("*** Signal 11: Backtracing from 0x1...".utf8))
        let wreck = try reading().wreck(slot: "a", death: .signaled(9), verdict: .timedOut, evidence: evidence, now: 9)
        #expect(wreck.executing?.end == .failed(Failure(.crashed, signal: 11)))
        // Not where the worker itself had found that its time was over.
        slot.judge(.timedOut)
        let late = try reading().wreck(slot: "a", death: .signaled(9), verdict: .timedOut, evidence: evidence, now: 9)
        #expect(late.executing?.end == .failed(Failure(.timedOut)))
    }

    @Test("A record that was begun and not finished leaves the one before")
    func tornRecord() throws {
        slot.begin(SlotRecord(row: 1, attempt: 1, started: 1))
        try overwrite([UInt8](repeating: 0xEE, count: 20), at: SlotLayout.recordsAt[0])
        #expect(try reading().record?.row == 1)
    }

    @Test("A record that something else has written to is not believed", arguments: [0, 8, 16, 24])
    func corruptRecord(offset: Int) throws {
        slot.begin(SlotRecord(row: 1, attempt: 1, started: 1))
        try overwrite([0x55], at: SlotLayout.recordsAt[1] + offset)
        #expect(try reading().record == nil)
    }

    @Test("Outcomes stand in their areas until these are cleared", arguments: [0, 1])
    func outcomes(area: Int) throws {
        let (first, second) = (
            Outcome.made(1, .succeeded(nil)), Outcome.made(2, .failed(Failure(.threw, message: "no")))
        )
        #expect(slot.note(first, area: area))
        #expect(slot.note(second, area: 1 - area))
        #expect(try reading().outcomes.sorted { $0.row < $1.row } == [first, second])
        slot.clear(area: area)
        #expect(try reading().outcomes == [second])
        slot.clear(area: 1 - area)
        #expect(try reading().outcomes.isEmpty)
    }

    @Test("A full area takes nothing more and loses nothing; the other one still has room")
    func fullArea() throws {
        var noted: [Outcome] = []
        while true {
            let outcome = Outcome.made(Int64(noted.count), .succeeded([UInt8](repeating: 1, count: 1_000)))
            guard slot.note(outcome, area: 0) else { break }
            noted.append(outcome)
        }
        #expect(noted.count == 31)
        #expect(try reading().outcomes == noted)
        #expect(slot.note(.made(99, .cancelled), area: 1))
        #expect(!slot.note(.made(98, .succeeded([UInt8](repeating: 1, count: SlotLayout.areaSize))), area: 1))
        #expect(try reading().outcomes.count == 32)
    }

    @Test("An area can be filled to its last byte")
    func lastByte() throws {
        let outcome = Outcome.made(1, .succeeded([UInt8](repeating: 1, count: SlotLayout.areaSize - 40)))
        #expect(slot.note(outcome, area: 1))
        #expect(try reading().outcomes == [outcome])
    }

    @Test(
        "A death in the middle of an attempt is charged to it, with its cause",
        arguments: [
            (ProcessDeath.signaled(11), Failure(.crashed, signal: 11)), (.exited(3), Failure(.crashed, exitCode: 3)),
            (.unknown, Failure(.crashed)),
        ])
    func crash(_ death: ProcessDeath, _ failure: Failure) throws {
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        #expect(
            executing(try reading(), death) == Outcome(row: 4, attempt: 2, started: 7, ended: 99, end: .failed(failure))
        )
    }

    @Test(
        "Where nobody saw the death, it is charged if anything shows that the process has crashed",
        arguments: [
            ("", false), ("the task's own words\n", false), ("*** Signal 11: Backtracing from 0x1... done ***\n", true),
            ("App/main.swift:3: Fatal error: no\n", true),
        ])
    func unseen(words: String, isCharged: Bool) throws {
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        let evidence = CrashEvidence(standardError: Array(words.utf8))
        let wreck = try reading().wreck(slot: "1-1", death: .unseen, evidence: evidence, now: 99)
        switch try #require(wreck.executing).end {
        case .failed(let failure): #expect(isCharged && failure.kind == .crashed)
        case .unattributed(let failure): #expect(!isCharged && failure.kind == .crashed)
        case let end: Issue.record("\(end)")
        }
        let reported = CrashEvidence(report: CrashReport(json: Data("{}".utf8)))
        let known = try reading().wreck(slot: "1-1", death: .unseen, evidence: reported, now: 99)
        #expect(known.executing?.end != .unattributed(Failure(.crashed)))
        // What the worker, or its pool, has noted is evidence too.
        slot.judge(.timedOut)
        #expect(executing(try reading(), .unseen)?.end == .failed(Failure(.timedOut)))
    }

    @Test(
        "What the pool has learnt of the death stands in the slot for who comes later",
        arguments: [
            DeathNote(death: .signaled(11), verdict: .none), DeathNote(death: .exited(-1), verdict: .none),
            DeathNote(death: .signaled(9), verdict: .interrupted), DeathNote(death: .unknown, verdict: .timedOut),
        ])
    func deathNote(_ note: DeathNote) throws {
        #expect(try reading().note == nil)
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        note.write(to: try FileLock.open(path))
        #expect(try reading().note == note)
        // It speaks of the attempt that ran then.
        slot.begin(SlotRecord(row: 5, attempt: 1, started: 8))
        #expect(try reading().note == nil)
    }

    @Test("The slot of a worker of the first builds is read, but for the words that it did not keep")
    func firstMark() throws {
        let record = SlotRecord(row: 4, attempt: 2, started: 7)
        slot.begin(record)
        #expect(slot.note(.made(3, .succeeded([1])), area: 0))
        let mark = SlotLayout.firstMark
        try overwrite(bytes(of: mark), at: SlotLayout.markAt)
        try overwrite(bytes(of: record.check(withMark: mark)), at: SlotLayout.recordsAt[1] + 24)
        #expect(unsafe truncate(path, off_t(SlotLayout.errorCountAt)) == 0)
        let reading = try reading()
        #expect(reading.record == record)
        #expect(reading.outcomes == [.made(3, .succeeded([1]))])
        #expect(reading.process == getpid())
        #expect(reading.standardError == [])
    }

    @Test("A slot of a later build is not taken for an empty one")
    func laterMark() throws {
        try overwrite([UInt8(SlotLayout.mark & 0xFF) + 1], at: SlotLayout.markAt)
        #expect(throws: UnreadableSlot.self) { try reading() }
    }

    @Test("Of a process of another container its number is not believed")
    func otherNumbering() throws {
        #expect(try reading().process == getpid())
        try overwrite([1, 2, 3], at: SlotLayout.numberingAt)
        #expect(try reading().process == nil)
    }

    @Test("A death between two attempts is charged to none")
    func betweenAttempts() throws {
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        #expect(slot.note(.made(4, .succeeded(nil), attempt: 2), area: 0))
        #expect(executing(try reading(), .signaled(9)) == nil)
    }

    @Test("An outcome of the same row's earlier attempt does not speak for the one that runs")
    func earlierAttempt() throws {
        #expect(slot.note(.made(4, .interrupted, attempt: 1), area: 0))
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        #expect(executing(try reading())?.attempt == 2)
    }

    static let verdicts: [(SlotVerdict, Outcome.End)] = [
        (
            .lostDescriptors,
            .failed(Failure(.crashed, message: "it closed file descriptors that its worker needs", signal: 9))
        ),
        (.timedOut, .failed(Failure(.timedOut))), (.cancelled, .cancelled), (.interrupted, .interrupted),
    ]

    @Test("The worker's own verdict explains its end, and its killer's goes before it", arguments: verdicts)
    func judge(_ verdict: SlotVerdict, _ end: Outcome.End) throws {
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        #expect(executing(try reading(), .signaled(9), verdict)?.end == end)
        slot.judge(verdict)
        #expect(try reading().verdict == verdict)
        #expect(executing(try reading(), .signaled(9))?.end == end)
        #expect(executing(try reading(), .signaled(9), .timedOut)?.end == .failed(Failure(.timedOut)))
    }

    @Test("A verdict on one attempt says nothing of the next")
    func staleVerdict() throws {
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        slot.judge(.timedOut)
        slot.begin(SlotRecord(row: 5, attempt: 1, started: 8))
        #expect(try reading().verdict == .none)
        #expect(executing(try reading(), .signaled(9))?.end == .failed(Failure(.crashed, signal: 9)))
    }

    @Test("After a restart of the machine its process number is not believed, the rest is")
    func otherBoot() throws {
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        try overwrite([1, 2, 3], at: SlotLayout.bootAt)
        #expect(try reading().process == nil)
        #expect(try reading().record?.row == 4)
    }

    @Test("A file without the mark, or too short for one, tells nothing", arguments: [0, 1, 100, SlotLayout.size - 1])
    func foreignFile(size: Int) throws {
        let other = folder.file("other.slot")
        try Data(repeating: 0xAB, count: size).write(to: URL(fileURLWithPath: other))
        let reading = try SlotReading(try FileLock.open(other))
        #expect(try reading == SlotReading(try FileLock.open(other)))
        #expect(reading.record == nil && reading.process == nil && reading.outcomes.isEmpty)
        #expect(try Data(contentsOf: URL(fileURLWithPath: other)).count == size)
    }

    @Test("No damage makes the reader fail", arguments: 0..<50)
    func junk(_: Int) throws {
        slot.begin(SlotRecord(row: 4, attempt: 2, started: 7))
        for area in 0...1 { #expect(slot.note(.made(1, .succeeded([1, 2, 3])), area: area)) }
        for _ in 0..<10 {
            try overwrite([.random(in: 0...255), .random(in: 0...255)], at: .random(in: 8..<600))
        }
        #expect(try reading().outcomes.count <= 2_000)
    }

    @Test("A slot belongs to one worker, and its file goes when that says so")
    func ownership() throws {
        #expect(throws: SystemFailure.self) { try SlotWriter(path: path) }
        #expect(try FileLock.take(path, waiting: false) == nil)
        slot.remove()
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("What a worker's task waits for is told in its slot")
struct OpenWaitsTests {
    let folder: TemporaryFolder
    let directory: PoolDirectory
    let slot: SlotWriter
    let waits = OpenWaits()

    init() throws {
        folder = try TemporaryFolder()
        directory = PoolDirectory(database: try SQLiteStore(path: folder.file("app.db")).file.path)
        try directory.prepare()
        slot = try SlotWriter(path: directory.slot(named: "1-1"))
        waits.publish(in: slot)
        slot.begin(SlotRecord(attempt: AttemptID(row: 1, claimNumber: 1), started: 1))
    }

    private var glance: LiveSlot? { LiveSlot.named("1-1", in: directory) }

    private func inTask<R>(_ body: () -> R) -> R {
        let task = ClaimedTask(
            attempt: AttemptID(row: 1, claimNumber: 1), id: TaskID.make(), name: "work", arguments: [],
            attemptsUsed: 0, scheduledAt: nil, missed: 0, key: nil)
        return TaskContext.$current.withValue(TaskContext(task), operation: body)
    }

    @Test("The wait that began last and is not over is told, with its task")
    func last() throws {
        let (first, second) = (TaskID.make(), TaskID.make())
        #expect(glance?.wait == nil)
        let one = inTask { waits.begin(first) }
        let since = try #require(glance?.wait?.since)
        #expect(WallTime.now() - since < .seconds(60))
        #expect(glance?.wait?.awaited == first)
        let two = inTask { waits.begin(second) }
        #expect(glance?.wait?.awaited == second)
        waits.end(two)
        #expect(glance?.wait == SlotWait(for: first, since: since, sequence: 1))
        waits.end(one)
        #expect(glance?.wait == nil)
    }

    @Test("What an earlier attempt has left waiting is not told of the next one")
    func earlier() {
        let left = inTask { waits.begin(TaskID.make()) }
        slot.begin(SlotRecord(attempt: AttemptID(row: 2, claimNumber: 1), started: 2))
        #expect(glance?.wait == nil)
        let own = inTask { waits.begin(TaskID.make()) }
        #expect(glance?.wait != nil)
        waits.end(own)
        #expect(glance?.wait == nil)
        waits.end(left)
    }

    @Test("Outside of tasks, and without a slot, nothing is told")
    func outside() {
        #expect(waits.begin(TaskID.make()) == nil)
        #expect(inTask { OpenWaits().begin(TaskID.make()) } == nil)
        #expect(glance?.wait == nil)
    }

    @Test("Cells of which some are older than others are not taken for a wait", arguments: 0..<5)
    func torn(cell: Int) throws {
        #expect(inTask { waits.begin(TaskID.make()) } != nil)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: directory.slot(named: "1-1")))
        try handle.seek(toOffset: UInt64(SlotLayout.waitAt + 8 * cell))
        try handle.write(contentsOf: Data([0xAB, 0xCD, 0xEF]))
        try handle.close()
        #expect(glance != nil)
        #expect(glance?.wait == nil)
    }
}

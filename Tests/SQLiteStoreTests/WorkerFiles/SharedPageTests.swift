import Foundation
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import WorkerFiles

@Suite("The page that the processes of a pool share")
struct SharedPageTests {
    let folder: TemporaryFolder
    let directory: PoolDirectory

    init() throws {
        folder = try TemporaryFolder()
        directory = PoolDirectory(database: try DatabaseFile(folder.file("app.db"), create: true).path)
        try directory.prepare()
    }

    private static let millisecond: MonotonicTime = 1_000_000

    @Test("What one process notes another one takes, once")
    func notes() throws {
        let guest = try SharedPage(directory)
        let holder = try SharedPage(directory)
        holder.timer = .distantFuture
        #expect(guest.notify(due: 2, earliest: nil, now: Self.millisecond))
        #expect(!guest.notify(due: 1, earliest: 70, now: Self.millisecond))
        #expect(!guest.notify(due: 0, earliest: 50, now: Self.millisecond))
        #expect(!guest.notify(due: 0, earliest: 60, now: Self.millisecond))
        let notes = holder.takeNotices()
        #expect(notes.due == 3)
        #expect(notes.earliest == 50)
        let none = holder.takeNotices()
        #expect(none.due == 0)
        #expect(none.earliest == nil)
    }

    @Test("What is due after the holder's timer rings is not noted")
    func later() throws {
        let page = try SharedPage(directory)
        page.timer = 1_000
        #expect(!page.notify(due: 0, earliest: 1_000, now: Self.millisecond))
        #expect(page.takeEarliest() == nil)
        #expect(page.notify(due: 0, earliest: 999, now: Self.millisecond))
        #expect(page.takeEarliest() == 999)
        #expect(page.takeEarliest() == nil)
    }

    @Test("A holder that looks when the next task is due is not woken, and takes the note when it has looked")
    func isLooking() throws {
        let page = try SharedPage(directory)
        page.timer = SharedPage.isLooking
        #expect(!page.notify(due: 0, earliest: 999, now: Self.millisecond))
        #expect(page.notify(due: 1, earliest: 2_000, now: Self.millisecond))
        page.timer = 5_000
        #expect(page.takeEarliest() == 999)
    }

    @Test("The holder is woken once until it has looked, and again if it has not for long")
    func wakesOnce() throws {
        let page = try SharedPage(directory)
        #expect(page.notify(due: 1, earliest: nil, now: 100_000_000))
        #expect(!page.notify(due: 1, earliest: nil, now: 100_000_000))
        _ = page.takeNotices()
        #expect(page.notify(due: 1, earliest: nil, now: 100_000_000))
        // A process may have been killed before it could wake the holder.
        #expect(page.notify(due: 1, earliest: nil, now: 120_000_000))
        // One with another clock.
        #expect(page.notify(due: 1, earliest: nil, now: 3_000_000))
    }

    @Test("It says whether a pool is hosted, and when its timer rings")
    func holder() throws {
        let page = try SharedPage(directory)
        #expect(!page.isHosted)
        page.isHosted = true
        page.timer = .distantFuture
        let other = try SharedPage(directory)
        #expect(other.isHosted)
        #expect(other.timer == .distantFuture)
        page.timer = -5
        #expect(other.timer == -5)
        page.isHosted = false
        #expect(!other.isHosted)
    }

    @Test("Where it cannot be had, or is another build's, an error says so")
    func cannotBeHad() throws {
        let none = PoolDirectory(database: try DatabaseFile(folder.file("other.db"), create: true).path)
        #expect(throws: SystemFailure.self) { try SharedPage(none) }
        try Data(repeating: 7, count: 8).write(to: URL(fileURLWithPath: directory.page))
        let failure = #expect(throws: SystemFailure.self) { try SharedPage(directory) }
        #expect(failure?.description.contains("is not the page it should be") == true)
        try FileManager.default.removeItem(atPath: directory.page)
        try FileManager.default.createSymbolicLink(
            atPath: directory.page, withDestinationPath: folder.file("elsewhere"))
        #expect(throws: SystemFailure.self) { try SharedPage(directory) }
    }
}

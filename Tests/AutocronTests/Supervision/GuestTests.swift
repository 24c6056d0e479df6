import Foundation
import SQLiteStore
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("What a process that hosts no pool tells the one that does")
struct GuestTests {
    let folder: TemporaryFolder
    let directory: PoolDirectory
    let page: SharedPage
    let guest: PoolMembership
    let reader: Descriptor

    init() throws {
        folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("app.db"))
        directory = PoolDirectory(database: store.file.path)
        try directory.prepare()
        page = try SharedPage(directory)
        guest = try PoolMembership(
            directory: directory, page: page, maintenance: store.makeMaintenance { _ in })
        reader = try WakePipe.reader(directory.pipe)
        page.isHosted = true
        page.timer = 1_000
    }

    private func heard() -> [UInt8] {
        reader.readAvailable() ?? []
    }

    @Test("It wakes the holder once for many tasks, of which none is forgotten")
    func wakesOnce() {
        // Again where the machine was so busy that the first wake-up had become old.
        for _ in 0..<5 { guest.tasksCommitted(due: 2, earliest: nil) }
        #expect(heard().count < 5)
        #expect(page.takeNotices().due == 10)
        guest.tasksCommitted(due: 1, earliest: nil)
        #expect(heard() == [WakePipe.Event.noted.rawValue])
    }

    @Test("It does not speak of tasks that are due after the holder's timer rings")
    func later() {
        guest.tasksCommitted(due: 0, earliest: 1_000)
        guest.tasksCommitted(due: 0, earliest: 1_000_000)
        #expect(heard().isEmpty)
        guest.tasksCommitted(due: 0, earliest: 999)
        #expect(heard() == [WakePipe.Event.noted.rawValue])
        #expect(page.takeNotices().earliest == 999)
        // The holder knows of none.
        page.timer = .distantFuture
        guest.tasksCommitted(due: 0, earliest: 1_000_000)
        #expect(heard() == [WakePipe.Event.noted.rawValue])
    }

    @Test("Without a holder it does not even open the pipe")
    func nobody() {
        page.isHosted = false
        guest.tasksCommitted(due: 1, earliest: 5)
        #expect(heard().isEmpty)
        #expect(page.takeNotices().due == 0)
    }

    @Test("Without the shared page it tells all through the pipe")
    func noPage() throws {
        let store = try SQLiteStore(path: folder.file("app.db"))
        let guest = try PoolMembership(
            directory: directory, page: nil, maintenance: store.makeMaintenance { _ in })
        guest.tasksCommitted(due: 2, earliest: 1_000_000)
        let events = WakePipe.Events(heard())
        #expect(events.due == 2)
        #expect(events.hasLater)
        #expect(!events.hasChanged)
    }

    @Test("A cancellation means that anything may have changed")
    func cancellation() {
        guest.cancellationRequested()
        #expect(WakePipe.Events(heard()).hasChanged)
    }

    @Test("A process that takes the pool over says so before it looks, and takes it back at its end")
    func becomesHolder() throws {
        page.isHosted = false
        #expect(guest.becomeHost())
        #expect(page.isHosted)
        #expect(page.timer == .distantFuture)
        guest.willSetTimer()
        #expect(!page.notify(due: 0, earliest: 50, now: MonotonicTime.now()))
        #expect(guest.setTimer(77) == 50)
        #expect(page.timer == 50)
        #expect(guest.setTimer(77) == 77)
        #expect(page.timer == 77)
        guest.withdraw()
        #expect(!page.isHosted)
    }
}

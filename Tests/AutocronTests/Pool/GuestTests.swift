import Foundation
import TaskStore
import TestSupport
import Testing

@testable import Autocron

@Suite("What a process that hosts no pool tells the one that does")
struct GuestTests {
    let folder: TemporaryFolder
    let directory: PoolDirectory
    let page: SharedPage
    let guest: PoolHost
    let reader: Descriptor

    init() throws {
        folder = try TemporaryFolder()
        let store = try TaskStore(path: folder.file("app.db"))
        directory = PoolDirectory(database: store.file)
        try directory.prepare()
        page = try SharedPage(directory)
        guest = try PoolHost(
            directory: directory, page: page, unhosted: UnhostedCheckpoints(file: store.file) { _ in })
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
        for _ in 0..<5 { guest.stored(due: 2, earliest: nil) }
        #expect(heard().count < 5)
        #expect(page.takeNotes().due == 10)
        guest.stored(due: 1, earliest: nil)
        #expect(heard() == [WakePipe.Word.noted.rawValue])
    }

    @Test("It does not speak of tasks that are due after the holder's timer rings")
    func later() {
        guest.stored(due: 0, earliest: 1_000)
        guest.stored(due: 0, earliest: 1_000_000)
        #expect(heard().isEmpty)
        guest.stored(due: 0, earliest: 999)
        #expect(heard() == [WakePipe.Word.noted.rawValue])
        #expect(page.takeNotes().earliest == 999)
        // The holder knows of none.
        page.timer = .distantFuture
        guest.stored(due: 0, earliest: 1_000_000)
        #expect(heard() == [WakePipe.Word.noted.rawValue])
    }

    @Test("Without a holder it does not even open the pipe")
    func nobody() {
        page.isHosted = false
        guest.stored(due: 1, earliest: 5)
        #expect(heard().isEmpty)
        #expect(page.takeNotes().due == 0)
    }

    @Test("Without the shared page it tells all through the pipe")
    func noPage() throws {
        let file = try DatabaseFile(folder.file("app.db"), create: false)
        let guest = try PoolHost(
            directory: directory, page: nil, unhosted: UnhostedCheckpoints(file: file) { _ in })
        guest.stored(due: 2, earliest: 1_000_000)
        let news = WakePipe.News(heard())
        #expect(news.due == 2)
        #expect(news.hasLater)
        #expect(!news.hasChanged)
    }

    @Test("A cancellation means that anything may have changed")
    func cancellation() {
        guest.cancellationRequested()
        #expect(WakePipe.News(heard()).hasChanged)
    }

    @Test("A process that takes the pool over says so before it looks, and takes it back at its end")
    func becomesHolder() throws {
        page.isHosted = false
        #expect(guest.becomeHolder())
        #expect(page.isHosted)
        #expect(page.timer == .distantFuture)
        guest.willSetTimer()
        #expect(!page.note(due: 0, earliest: 50, now: MonotonicTime.now()))
        #expect(guest.setTimer(77) == 50)
        #expect(page.timer == 50)
        #expect(guest.setTimer(77) == 77)
        #expect(page.timer == 77)
        guest.giveUp()
        #expect(!page.isHosted)
    }
}

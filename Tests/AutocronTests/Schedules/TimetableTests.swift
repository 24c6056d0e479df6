import CronSchedule
import Foundation
import TaskStore
import Testing

@testable import Autocron

@Suite("The recurring functions and their next instants")
struct TimetableTests {
    static let minute: Int64 = 60_000_000
    let folder: TemporaryFolder
    let store: TaskStore

    init() throws {
        folder = try TemporaryFolder()
        store = try TaskStore(path: folder.file("app.db"))
    }

    private func everyMinute(
        _ name: String = "tick", _ missed: MissedRuns = .runOnce, _ overlap: Overlap = .skip
    ) -> RegisteredTask {
        .made(
            name,
            recurrence: RecurrenceRequest(
                schedule: .every(.seconds(60)), timeZone: nil, missed: missed, overlap: overlap)
        )
    }

    private func runs() throws -> [Int64?] {
        try store.write { connection throws(StoreError) in
            try connection.claim(Claimant(slot: "s", limit: 100) { _ in true }, turn: 0, now: .max).tasks.map(
                \.scheduledAt)
        }
    }

    @Test("Without recurring functions there is no instant")
    func none() throws {
        var timetable = try Timetable([.made("work")], store: store, now: 0)
        #expect(timetable.next == nil)
        #expect(try timetable.fire(into: store, now: .max / 2).tasks.isEmpty)
    }

    @Test("A run is stored at its instant, not before, and once")
    func fires() throws {
        var timetable = try Timetable([everyMinute()], store: store, now: 10)
        let first = try #require(timetable.next)
        #expect(first > 10 && first <= 10 + Self.minute)
        #expect(try timetable.fire(into: store, now: first - 1).tasks.isEmpty)
        let fired = try timetable.fire(into: store, now: first)
        #expect(fired.tasks.map(\.scheduledAt) == [first])
        #expect(fired.tasks.map(\.runAt) == [first])
        #expect(timetable.next == first + Self.minute)
        #expect(try timetable.fire(into: store, now: first).tasks.isEmpty)
        #expect(try runs() == [first])
    }

    @Test("Two that keep one schedule store each instant once")
    func twoKeepers() throws {
        let other = try TaskStore(path: folder.file("app.db"))
        var first = try Timetable([everyMinute()], store: store, now: 10)
        var second = try Timetable([everyMinute()], store: other, now: 10)
        let instant = try #require(first.next)
        #expect(try first.fire(into: store, now: instant).tasks.count == 1)
        #expect(try second.fire(into: other, now: instant).tasks.isEmpty)
        #expect(second.next == instant + Self.minute)
    }

    @Test("After a pause what was missed is made up for once, and counted")
    func missed() throws {
        var timetable = try Timetable([everyMinute()], store: store, now: 10)
        let first = try #require(timetable.next)
        timetable = try Timetable([everyMinute()], store: store, now: first + 10 * Self.minute + 30_000_000)
        let fired = try timetable.fire(into: store, now: first + 10 * Self.minute + 30_000_000)
        #expect(fired.tasks.count == 1)
        #expect(fired.tasks.first?.missed == 11, "its own instant, which was missed too, included")
        #expect(timetable.next == first + 11 * Self.minute)
    }

    @Test(
        "A run that still goes on keeps the next from being stored, unless the function says otherwise",
        arguments: [
            (Overlap.skip, 0), (.queueOne, 1), (.allow(max: 2), 1), (.cancelPrevious, 1),
        ])
    func overlap(_ overlap: Overlap, _ count: Int) throws {
        var timetable = try Timetable([everyMinute("tick", .runOnce, overlap)], store: store, now: 10)
        let first = try #require(timetable.next)
        _ = try timetable.fire(into: store, now: first)
        #expect(try runs() == [first])
        let fired = try timetable.fire(into: store, now: first + Self.minute)
        #expect(fired.tasks.count == count)
        #expect(fired.isCancelling == (overlap == .cancelPrevious))
        #expect(fired.cancelled.count == (overlap == .cancelPrevious ? 1 : 0))
    }

    @Test("A failed commit leaves everything to be done again")
    func failedCommit() throws {
        var timetable = try Timetable([everyMinute()], store: store, now: 10)
        let first = try #require(timetable.next)
        let closed = try TaskStore(path: folder.file("app.db"))
        closed.close()
        #expect(throws: StoreError.self) { try timetable.fire(into: closed, now: first) }
        #expect(timetable.next == first)
        #expect(try timetable.fire(into: store, now: first).tasks.count == 1)
    }
}

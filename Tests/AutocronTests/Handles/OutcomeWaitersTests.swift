import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("Those who wait for a task's end", .timeLimit(.minutes(5)))
struct OutcomeWaitersTests {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let key = TaskID(high: 1, low: 2)

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
    }

    private func waiters(receivesOutcomes: Bool) -> (waiters: OutcomeWaiters, listener: NotifierSpy) {
        let listener = NotifierSpy(receivesOutcomes: receivesOutcomes)
        return (OutcomeWaiters(store: store, listener: listener), listener)
    }

    /// Commits something as another process would.
    private func commitElsewhere() throws {
        let other = try SQLiteStore(path: folder.file("app.db"))
        _ = try other.write { connection throws(StoreError) in try connection.insert(.made()) }
        other.close()
    }

    /// A signal, or `timedOut` where none comes for long.
    private func signal(of ticket: OutcomeWaiters.Ticket) async -> OutcomeWaiters.Ticket.Signal {
        let timer = Task {
            // The longest that the test waits; a signal comes before.
            try? await Task.sleep(for: .seconds(10))
            if !Task.isCancelled { ticket.signal(.timedOut) }
        }
        defer { timer.cancel() }
        return await ticket.wait()
    }

    @Test(
        "A ticket that was signaled before is not waited for, and the first signal counts",
        arguments: [
            .poll, .cancelled, .timedOut,
        ] as [OutcomeWaiters.Ticket.Signal])
    func signaledBefore(_ first: OutcomeWaiters.Ticket.Signal) async {
        let ticket = OutcomeWaiters.Ticket()
        for signal in [first, .poll, .cancelled] { ticket.signal(signal) }
        #expect(await ticket.wait() == first)
    }

    @Test("One who waits already is told, by whoever comes first")
    func signaledWhileWaiting() async {
        for _ in 0..<200 {
            let ticket = OutcomeWaiters.Ticket()
            async let told = ticket.wait()
            async let first: Void = ticket.signal(.poll)
            async let second: Void = ticket.signal(.poll)
            _ = await (first, second)
            #expect(await told == .poll)
        }
    }

    @Test("A signal reaches all who wait for that task, and nobody else")
    func byKey() async {
        let (waiters, _) = waiters(receivesOutcomes: true)
        let other = TaskID(high: 1, low: 3)
        let tickets = [waiters.ticket(for: key), waiters.ticket(for: key)]
        let bystander = waiters.ticket(for: other)
        waiters.signal([key, TaskID(high: 9, low: 9)])
        for ticket in tickets { #expect(await ticket.wait() == .poll) }
        bystander.signal(.cancelled)
        #expect(await bystander.wait() == .cancelled)
    }

    @Test("A result that comes with the news reaches those who wait for that task; others look")
    func results() async {
        let (waiters, _) = waiters(receivesOutcomes: true)
        let other = TaskID(high: 1, low: 3)
        let tickets = [waiters.ticket(for: key), waiters.ticket(for: key)]
        let (failed, anything) = (waiters.ticket(for: other), waiters.ticket(for: .anything))
        waiters.signal([PoolMessage.FinishedTask(id: key, result: [55]), PoolMessage.FinishedTask(id: other)])
        for ticket in tickets { #expect(await ticket.wait() == .succeeded([55])) }
        #expect(await failed.wait() == .poll)
        #expect(await anything.wait() == .poll)
    }

    @Test("A task is fresh from before it is stored until anything is heard", arguments: 0..<3)
    func fresh(_ news: Int) {
        let (waiters, _) = waiters(receivesOutcomes: true)
        #expect(!waiters.isFresh(key))
        waiters.expect(key)
        #expect(waiters.isFresh(key))
        #expect(!waiters.isFresh(TaskID(high: 1, low: 3)))
        switch news {
        case 0: waiters.signal([PoolMessage.FinishedTask(id: key)])
        case 1: waiters.signal([key])
        default: waiters.signalAll()
        }
        #expect(!waiters.isFresh(key))
    }

    @Test("Where nobody tells, no task is fresh")
    func freshElsewhere() {
        let (waiters, _) = waiters(receivesOutcomes: false)
        waiters.expect(key)
        #expect(!waiters.isFresh(key))
    }

    @Test("Whoever waits without a limit is told, at once and later, and hears of a cancellation")
    func waits() async {
        let (waiters, _) = waiters(receivesOutcomes: true)
        for number in UInt8(0)..<100 {
            let ticket = waiters.ticket(for: key)
            let told = Task { await waiters.wait(for: ticket, until: nil) }
            let teller = Task { [key] in
                // Both orders of wait and signal must hold, so some signals are late.
                if number.isMultiple(of: 10) { try? await Task.sleep(for: .milliseconds(2)) }
                waiters.signal([PoolMessage.FinishedTask(id: key, result: [number])])
            }
            #expect(await told.value == .succeeded([number]))
            await teller.value
            waiters.discard(ticket, for: key)
        }
        let ticket = waiters.ticket(for: key)
        let waiting = Task { await waiters.wait(for: ticket, until: nil) }
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
    }

    @Test("One who has gone is not kept, and the others stay")
    func discard() async {
        let (waiters, _) = waiters(receivesOutcomes: true)
        let (gone, staying) = (waiters.ticket(for: key), waiters.ticket(for: key))
        waiters.discard(gone, for: key)
        #expect(!waiters.isEmpty)
        waiters.signalAll()
        #expect(await staying.wait() == .poll)
        waiters.discard(staying, for: key)
        waiters.discard(staying, for: key)
        #expect(waiters.isEmpty)
    }

    @Test("Where nobody tells, a commit of another process is noticed")
    func looks() async throws {
        let (waiters, _) = waiters(receivesOutcomes: false)
        for _ in 0..<3 {
            let ticket = waiters.ticket(for: key)
            try commitElsewhere()
            #expect(await signal(of: ticket) == .poll)
            waiters.discard(ticket, for: key)
        }
    }

    @Test("A commit between taking the ticket and the first look is noticed too")
    func commitBeforeFirstLook() async throws {
        let (waiters, _) = waiters(receivesOutcomes: false)
        let (store, folder, key) = (store, folder, key)
        let ticket = try await onThread {
            // As long as this reads, the looking task cannot begin.
            try store.read { _ throws(StoreError) in
                let ticket = waiters.ticket(for: key)
                let other = try SQLiteStore(path: folder.file("app.db"))
                _ = try other.write { connection throws(StoreError) in try connection.insert(.made()) }
                return ticket
            }
        }
        #expect(await signal(of: ticket) == .poll)
    }

    @Test("Where anything may have changed, those are told whose tasks have ended or are gone, and nobody else")
    func ended() async throws {
        let (waiters, _) = waiters(receivesOutcomes: true)
        let tasks = (0..<4).map { _ in NewTask.made() }
        try store.write { connection throws(StoreError) in
            for task in tasks.dropLast() { _ = try connection.insert(task) }
            _ = try connection.claim(Claimant(slot: "slot", limit: 1) { _ in true }, rotation: .anywhere, now: 1)
            _ = try connection.cancel(tasks[2].id, now: 2)
        }
        let tickets = tasks.map { waiters.ticket(for: $0.id) }
        let anything = waiters.ticket(for: .anything)
        waiters.expect(tasks[1].id)
        waiters.signalEnded()
        #expect(!waiters.isFresh(tasks[1].id))
        for ticket in [tickets[2], tickets[3], anything] { #expect(ticket.signaledAt != nil) }
        // One runs, one waits.
        for ticket in tickets[..<2] { #expect(ticket.signaledAt == nil) }
        store.close()
        waiters.signalEnded()
        for ticket in tickets { #expect(ticket.signaledAt != nil) }
    }

    @Test("Where others commit all the time, those who wait are not all told at each commit")
    func busyElsewhere() async throws {
        let (waiters, _) = waiters(receivesOutcomes: false)
        let (waiting, ending) = (NewTask.made(), NewTask.made())
        try store.write { connection throws(StoreError) in
            for task in [waiting, ending] { _ = try connection.insert(task) }
        }
        let (bystander, ticket) = (
            waiters.ticket(for: waiting.id), waiters.ticket(for: ending.id)
        )
        for _ in 0..<10 { try commitElsewhere() }
        try store.write { connection throws(StoreError) in _ = try connection.cancel(ending.id, now: 2) }
        #expect(await signal(of: ticket) == .poll)
        #expect(bystander.signaledAt == nil)
    }

    @Test("When the pool comes to this process, those who wait since before look once more")
    func poolComes() async throws {
        let (waiters, listener) = waiters(receivesOutcomes: false)
        let ticket = waiters.ticket(for: key)
        listener.hearFromNowOn()
        #expect(await signal(of: ticket) == .poll)
    }

    @Test(
        "A stop is told to those who wait, and to those who come to wait; news that came before count",
        arguments: [true, false])
    func stop(receivesOutcomes: Bool) async {
        let (waiters, _) = waiters(receivesOutcomes: receivesOutcomes)
        let (waiting, told) = (waiters.ticket(for: key), waiters.ticket(for: TaskID(high: 1, low: 3)))
        told.signal(.succeeded([1]))
        waiters.stop()
        #expect(await waiting.wait() != .timedOut)
        #expect(await told.wait() == .succeeded([1]))
        #expect(await waiters.ticket(for: key).wait(until: nil) == .stopped)
    }
}

import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Waking workers that sleep")
struct IdleWorkersTests {
    /// A worker as the roster sees it: a socket.
    private struct Worker {
        let far: Descriptor
        let sender: MessageSender

        init() throws {
            let (near, far) = try Descriptor.socketPair()
            self.far = far
            sender = MessageSender(socket: near)
        }

        /// How often it was woken since the last time.
        var wakeUps: Int {
            var reader = MessageReader()
            return reader.messages(from: far.readAvailable() ?? []).count { $0 == .wake }
        }
    }

    @Test("A worker that comes to rest for the first time is woken once, since it may have missed a commit")
    func firstRest() throws {
        let (roster, worker) = (IdleWorkers(), try Worker())
        roster.add(1, sender: worker.sender)
        roster.markIdle(1)
        #expect(worker.wakeUps == 1)
        roster.markIdle(1)
        #expect(worker.wakeUps == 0)
    }

    @Test("A sleeping worker is woken once by a commit")
    func wakesSleeper() throws {
        let (roster, worker) = (IdleWorkers(), try Worker())
        roster.add(1, sender: worker.sender)
        roster.markIdle(1)
        roster.markIdle(1)
        _ = worker.wakeUps
        roster.wake(5)
        roster.wake(5)
        #expect(worker.wakeUps == 1)
    }

    @Test("A commit that meets a busy worker is told to it when it comes to rest")
    func busyWorker() throws {
        let (roster, worker) = (IdleWorkers(), try Worker())
        roster.add(1, sender: worker.sender)
        roster.markIdle(1)
        _ = worker.wakeUps
        roster.wake(1)
        #expect(worker.wakeUps == 0)
        roster.markIdle(1)
        #expect(worker.wakeUps == 1)
    }

    @Test("As many are woken as tasks are due", arguments: [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 3), (9, 3)])
    func count(due: Int, woken: Int) throws {
        let roster = IdleWorkers()
        let workers = try (0..<3).map { _ in try Worker() }
        for (number, worker) in workers.enumerated() {
            roster.add(number, sender: worker.sender)
            for _ in 0..<2 { roster.markIdle(number) }
            _ = worker.wakeUps
        }
        roster.wake(due)
        #expect(workers.map(\.wakeUps).reduce(0, +) == woken)
    }

    /// Workers that sleep.
    private func sleepers(_ count: Int, in roster: IdleWorkers) throws -> [Worker] {
        try (0..<count).map { number in
            let worker = try Worker()
            roster.add(number, sender: worker.sender)
            for _ in 0..<2 { roster.markIdle(number, now: 0) }
            roster.receivedMessage(number)
            _ = worker.wakeUps
            return worker
        }
    }

    @Test("For one that was woken and says nothing another one is woken, until none is left")
    func silentWorkers() throws {
        let roster = IdleWorkers()
        let workers = try sleepers(3, in: roster)
        #expect(roster.nextTimeout == nil)
        roster.wake(1, now: 100)
        #expect(workers.map(\.wakeUps).reduce(0, +) == 1)
        var now: MonotonicTime = 100 + IdleWorkers.responseTimeout
        #expect(roster.nextTimeout == now)
        roster.wakeOthers(now: now - 1)
        #expect(workers.map(\.wakeUps).reduce(0, +) == 0)
        for _ in 0..<2 {
            roster.wakeOthers(now: now)
            #expect(workers.map(\.wakeUps).reduce(0, +) == 1)
            now = now + IdleWorkers.responseTimeout
            #expect(roster.nextTimeout == now)
        }
        roster.wakeOthers(now: now)
        #expect(workers.map(\.wakeUps).reduce(0, +) == 0)
        #expect(roster.nextTimeout == nil)
        #expect(roster.awake == [0, 1, 2])
    }

    @Test("One that has said anything since is left alone, and so is one that is gone", arguments: [true, false])
    func spoken(isGone: Bool) throws {
        let roster = IdleWorkers()
        let workers = try sleepers(2, in: roster)
        roster.wake(1, now: 100)
        let woken = try #require(roster.awake.first)
        if isGone { roster.remove(woken) } else { roster.receivedMessage(woken) }
        #expect(roster.nextTimeout == nil)
        _ = workers.map(\.wakeUps)
        roster.wakeOthers(now: .distantFuture)
        #expect(workers.map(\.wakeUps).reduce(0, +) == 0)
    }

    @Test("One that is woken as it comes to rest must say something, too")
    func wokenAtRest() throws {
        let roster = IdleWorkers()
        _ = try sleepers(2, in: roster)
        roster.wake(1, now: 100)
        let busy = try #require(roster.awake.first)
        roster.receivedMessage(busy)
        roster.wake(2, now: 100)
        roster.receivedMessage(1 - busy)
        #expect(roster.nextTimeout == nil)
        roster.markIdle(busy, now: 200)
        #expect(roster.nextTimeout == MonotonicTime(nanoseconds: 200) + IdleWorkers.responseTimeout)
    }

    @Test("A worker that is gone is not woken")
    func removed() throws {
        let (roster, worker) = (IdleWorkers(), try Worker())
        roster.add(1, sender: worker.sender)
        for _ in 0..<2 { roster.markIdle(1) }
        _ = worker.wakeUps
        roster.remove(1)
        roster.wake(1)
        roster.markIdle(1)
        #expect(worker.wakeUps == 0)
    }
}

import Foundation
import TaskStore
import Testing

@testable import Autocron

@Suite("Waking workers that sleep")
struct RosterTests {
    /// A worker as the roster sees it: a socket.
    private struct Worker {
        let far: Descriptor
        let sender: FrameSender

        init() throws {
            let (near, far) = try Descriptor.socketPair()
            self.far = far
            sender = FrameSender(socket: near)
        }

        /// How often it was woken since the last time.
        var wakeUps: Int {
            var reader = FrameReader()
            return reader.frames(from: far.readAvailable() ?? []).count { $0 == .wake }
        }
    }

    @Test("A worker that comes to rest for the first time is woken once, since it may have missed a commit")
    func firstRest() throws {
        let (roster, worker) = (Roster(), try Worker())
        roster.add(1, sender: worker.sender)
        roster.rest(1)
        #expect(worker.wakeUps == 1)
        roster.rest(1)
        #expect(worker.wakeUps == 0)
    }

    @Test("A sleeping worker is woken once by a commit")
    func wakesSleeper() throws {
        let (roster, worker) = (Roster(), try Worker())
        roster.add(1, sender: worker.sender)
        roster.rest(1)
        roster.rest(1)
        _ = worker.wakeUps
        roster.wake(5)
        roster.wake(5)
        #expect(worker.wakeUps == 1)
    }

    @Test("A commit that meets a busy worker is told to it when it comes to rest")
    func busyWorker() throws {
        let (roster, worker) = (Roster(), try Worker())
        roster.add(1, sender: worker.sender)
        roster.rest(1)
        _ = worker.wakeUps
        roster.wake(1)
        #expect(worker.wakeUps == 0)
        roster.rest(1)
        #expect(worker.wakeUps == 1)
    }

    @Test("As many are woken as tasks are due", arguments: [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 3), (9, 3)])
    func count(due: Int, woken: Int) throws {
        let roster = Roster()
        let workers = try (0..<3).map { _ in try Worker() }
        for (number, worker) in workers.enumerated() {
            roster.add(number, sender: worker.sender)
            for _ in 0..<2 { roster.rest(number) }
            _ = worker.wakeUps
        }
        roster.wake(due)
        #expect(workers.map(\.wakeUps).reduce(0, +) == woken)
    }

    @Test("A worker that is gone is not woken")
    func removed() throws {
        let (roster, worker) = (Roster(), try Worker())
        roster.add(1, sender: worker.sender)
        for _ in 0..<2 { roster.rest(1) }
        _ = worker.wakeUps
        roster.remove(1)
        roster.wake(1)
        roster.rest(1)
        #expect(worker.wakeUps == 0)
    }
}

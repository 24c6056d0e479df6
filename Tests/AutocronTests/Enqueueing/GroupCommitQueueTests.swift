import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Autocron
@testable import TaskModel

@Suite("The tasks that wait for a shared commit")
struct GroupCommitQueueTests {
    private func awaited(_ task: NewTask = .made()) -> PendingInsert { PendingInsert(task: task) { _ in } }
    private func buffered(_ task: NewTask = .made()) -> PendingInsert { PendingInsert(task: task) }

    private func queue(_ entries: [PendingInsert]) -> GroupCommitQueue {
        var queue = GroupCommitQueue()
        for entry in entries { queue.add(entry) }
        return queue
    }

    @Test("A commit takes a thousand tasks at most, in the order in which they came, and they stay until it has ended")
    func batches() throws {
        let tasks = (0..<1_500).map { NewTask.made("task\($0)") }
        var queue = queue(tasks.map { buffered($0) })
        let first = try #require(queue.next())
        #expect(first.entries.map(\.task.name) == tasks.prefix(1_000).map(\.name))
        #expect(queue.next()?.last == first.last)
        queue.remove(upTo: first.last)
        #expect(queue.completed == 1_000)
        #expect(queue.next()?.entries.count == 500)
    }

    @Test("A refused batch is stored one task at a time, and no longer than that")
    func singly() throws {
        var queue = queue((0..<3).map { _ in buffered() })
        queue.storeSingly(3)
        for _ in 0..<3 {
            let next = try #require(queue.next())
            #expect(next.entries.count == 1)
            queue.remove(upTo: next.last)
        }
        for _ in 0..<2 { queue.add(buffered()) }
        #expect(queue.next()?.entries.count == 2)
    }

    @Test("A failed commit takes out awaited tasks alone; those behind them may complete before those in front")
    func failure() {
        let kept = NewTask.made("kept")
        var queue = queue([awaited(), buffered(kept), awaited()])
        let calls = Mutex(0)
        #expect(queue.wait(for: 1) { calls.withLock { $0 += 1 } })
        #expect(queue.wait(for: 3) { calls.withLock { $0 += 10 } })
        #expect(queue.fail(StoreError(.busy, "locked"), now: 5).count == 2)
        #expect(queue.fail(StoreError(.busy, "locked"), now: 9).isEmpty)
        #expect(queue.failures == 2 && queue.failure?.since == 5)
        for resume in queue.takeCompletedWaiters() { resume() }
        #expect(calls.withLock { $0 } == 1)
        #expect(queue.number(of: kept.id) == 2)
        queue.remove(upTo: 3)
        for resume in queue.takeCompletedWaiters() { resume() }
        #expect(calls.withLock { $0 } == 11)
        #expect(queue.failures == 0 && queue.failure == nil)
    }

    @Test("What has left the queue is not waited for")
    func nothing() {
        var queue = queue([])
        #expect(!queue.wait(for: queue.last) {})
        queue.add(buffered())
        queue.remove(upTo: 1)
        #expect(!queue.wait(for: 1) {})
        #expect(queue.next() == nil)
    }

    @Test("A queue that closes keeps the tasks whose callers wait")
    func closing() {
        var queue = queue([awaited(), buffered(.made("left")), awaited()])
        queue.close()
        #expect(queue.removeUnawaited().map(\.name) == ["left"])
        #expect(queue.next()?.entries.count == 2)
    }

    @Test("It is full with fifty thousand tasks")
    func capacity() {
        let entry = buffered()
        var queue = GroupCommitQueue()
        for _ in 1..<GroupCommitQueue.capacity { queue.add(entry) }
        #expect(!queue.isFull)
        queue.add(entry)
        #expect(queue.isFull)
    }
}

import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel
@testable import WorkerFiles

@Suite("The line of those who want to write", .timeLimit(.minutes(5)))
struct WriteQueueTests {
    let folder: TemporaryFolder
    let path: String
    let page: SharedPage

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("app.db")
        let store = try SQLiteStore(path: path)
        let directory = PoolDirectory(database: store.file.path)
        try directory.prepare()
        page = try SharedPage(directory)
        store.close()
    }

    private static let second = Duration.seconds(1)

    private func queue(_ lane: SharedPage.Lane = .workers) -> Unshared<WriteQueue> {
        Unshared(WriteQueue(page: page, lane: lane))
    }

    @Test("Who comes first is the first, and leaves nothing behind")
    func first() {
        let queue = WriteQueue(page: page, lane: .workers)
        queue.wait(atMost: Self.second)
        #expect(queue.isFirst)
        #expect(page.head(of: .workers) != 0)
        #expect(page.head(of: .callers) == 0)
        queue.leave()
        #expect(!queue.isFirst)
        #expect(page.head(of: .workers) == 0)
    }

    @Test("The next one gets the place when the first one leaves, and not before")
    func next() async throws {
        let first = queue()
        first.value.wait(atMost: Self.second)
        let second = queue()
        let isFirst = Atomic(false)
        async let waiting: Void = onThread {
            second.value.wait(atMost: .seconds(30))
            isFirst.store(second.value.isFirst, ordering: .releasing)
        }
        // As long as the first one asks again and again it keeps its place.
        for _ in 0..<100 { first.value.wait(atMost: Self.second) }
        let wasFirst = isFirst.load(ordering: .acquiring)
        #expect(!wasFirst)
        first.value.leave()
        try await waiting
        #expect(second.value.isFirst)
        second.value.leave()
        #expect(page.head(of: .workers) == 0)
    }

    @Test("The place of one that was killed is taken by the next")
    func killed() async throws {
        #expect(page.replaceHead(of: .workers, 0, by: 12_345))
        let queue = queue()
        try await onThread { queue.value.wait(atMost: .seconds(30)) }
        #expect(queue.value.isFirst)
        queue.value.leave()
        // And so is one that was handed on to a process which did not live to take it.
        #expect(page.replaceHead(of: .workers, 0, by: SharedPage.vacant))
        try await onThread { queue.value.wait(atMost: .seconds(30)) }
        #expect(queue.value.isFirst)
        queue.value.leave()
    }

    @Test("Nobody waits for longer than it may")
    func patience() async throws {
        let first = queue()
        first.value.wait(atMost: Self.second)
        let second = queue()
        let isOver = Atomic(false)
        async let asking: Void = onThread {
            while !isOver.load(ordering: .acquiring) { first.value.wait(atMost: Self.second) }
        }
        // On the thread itself: until this task goes on, a busy machine may take much longer than the wait.
        let waited = try await onThread {
            let began = ContinuousClock.now
            second.value.wait(atMost: Self.second / 20)
            return ContinuousClock.now - began
        }
        // On a busy machine the first one may not get to run for so long that its place is taken.
        #expect(second.value.isFirst || waited >= .milliseconds(50))
        #expect(waited < .seconds(20))
        isOver.store(true, ordering: .releasing)
        try await asking
    }

    @Test("A commit wakes the first of each line")
    func commit() async throws {
        let (caller, worker) = (queue(.callers), queue(.workers))
        caller.value.wait(atMost: Self.second)
        worker.value.wait(atMost: Self.second)
        let before = page.commits
        page.countCommit()
        #expect(page.commits == before &+ 1)
        caller.value.leave()
        worker.value.leave()
        page.countCommit()
        // Nobody waits, so nothing is counted.
        #expect(page.commits == before &+ 1)
    }

    @Test("Many that write at the same time all come to their turn, and the line is empty afterwards")
    func many() async throws {
        let path = path
        let page = page
        try await withThrowingTaskGroup { group in
            for number in 0..<12 {
                group.addTask {
                    try await onThread {
                        let store = try SQLiteStore(path: path, access: SQLiteStore.Access(busyTimeout: .seconds(30)))
                        try store.joinWriteQueue(on: page, as: number < 2 ? .callers : .workers)
                        for _ in 0..<40 {
                            _ = try store.write { connection throws(StoreError) in try connection.insert(.due()) }
                            _ = try store.insert(.due())
                        }
                        store.close()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(SharedPage.Lane.allCases.map(page.head(of:)) == [0, 0])
        let store = try SQLiteStore(path: path)
        let counts = try store.read { connection throws(StoreError) in try connection.counts() }
        #expect(counts == [.waiting: 960])
    }

    @Test("One that gives up leaves the line")
    func givesUp() throws {
        let store = try SQLiteStore(path: path, access: SQLiteStore.Access(busyTimeout: .milliseconds(30)))
        try store.joinWriteQueue(on: page, as: .callers)
        let holder = try Connection(path: path, syncsOnCommit: false, busyTimeout: .zero, checkpointsAtClose: false)
        try holder.execute("BEGIN IMMEDIATE")
        let error = #expect(throws: StoreError.self) { try store.insert(.due()) }
        #expect(error?.code == .busy)
        #expect(page.head(of: .callers) == 0)
        try holder.execute("ROLLBACK")
        #expect(try store.insert(.due()) == .stored)
    }
}

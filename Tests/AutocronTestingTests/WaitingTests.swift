import AutocronTesting
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("A wait drives the queue")
struct WaitingTests {
    @Test("A result that is awaited is made")
    func values() async throws {
        try await testing { pool, _ in
            let double = try await doubled(4).value
            let next = try await awaited(4)
            #expect((double, next) == (8, 5))
            #expect(pool.now == monday)
        }
    }

    @Test("Time passes while somebody waits, as far as needed")
    func timePasses() async throws {
        try await testing { pool, journal in
            let attempts = try await failsTwice().value
            #expect(attempts == 3)
            #expect(pool.now == monday + 120)
            let minutes = try await tenMinutesLater().value
            #expect(minutes == 10)
            #expect(pool.now == monday + 720)
            #expect(journal.all == ["attempt 1", "attempt 2", "attempt 3", "later"])
        }
    }

    @Test("A limited wait ends at its limit, by the test's clock")
    func limited() async throws {
        try await testing { pool, _ in
            let handle = try await tenMinutesLater()
            await #expect(throws: TaskError.waitTimedOut) { try await handle.value(within: .seconds(60)) }
            #expect(pool.now == monday + 60)
            #expect(try await handle.status == .waiting)
            #expect(try await handle.value(within: .seconds(600)) == 10)
        }
    }

    @Test("Results expire by the test's clock")
    func expiry() async throws {
        try await testing { pool, _ in
            let handle = try await doubled(1)
            #expect(try await handle.value == 2)
            try await pool.advance(by: .seconds(86_400))
            #expect(try await handle.status == .unknown)
            await #expect(throws: TaskError.unknown) { try await handle.value }
        }
    }

    @Test("Tasks that wait for tasks run them")
    func nestedWaits() async throws {
        try await testing { pool, journal in
            let depth = try await nested(3)
            #expect(depth == 3)
            #expect(journal.all == ["depth 3", "depth 2", "depth 1", "depth 0"])
            #expect(try pool.enqueued.count == 4)
        }
    }

    @Test("A task that waits for itself is told so", .timeLimit(.minutes(5)))
    func selfWait() async throws {
        try await testing { _, _ in
            let text = try await waitsForItself(nil).value
            #expect(text == TaskError.wouldDeadlock.description)
        }
    }

    @Test("Many wait at once, each for its own")
    func manyWaiters() async throws {
        try await testing { _, _ in
            let values = try await withThrowingTaskGroup { group in
                for number in 0..<50 { group.addTask { try await doubled(number).value } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(values == Set((0..<50).map { $0 * 2 }))
        }
    }

    @Test("A wait inside a transaction is refused, and one for nothing expires")
    func refused() async throws {
        try await testing { _, _ in
            await #expect(throws: TaskError.wouldDeadlock) {
                try await Autocron.transaction { _ = try await awaited(1) }
            }
            await #expect(throws: TaskError.unknown) { try await Delayed<Int>(id: TaskID(UUID())).value }
        }
    }

    @Test("A wait that is cancelled ends, and the task waits again", .timeLimit(.minutes(5)))
    func cancelledWait() async throws {
        try await testing { pool, journal in
            try await endless(1)
            let drain = Task { try await pool.drain() }
            while journal.all.isEmpty { await Task.yield() }
            drain.cancel()
            await #expect(throws: TaskError.waitCancelled) { try await drain.value }
            #expect(try pool.enqueued.map(\.status) == [.waiting])
            #expect(try pool.enqueued.map(\.attempts) == [0])
        }
    }

    @Test("A running task is cancelled by its handle", .timeLimit(.minutes(5)))
    func cancelledTask() async throws {
        try await testing { pool, journal in
            try await endless(1)
            let id = try pool.enqueued[0].id
            let drain = Task { try await pool.drain() }
            while journal.all.isEmpty { await Task.yield() }
            try await Delayed<Void>(id: id).cancel()
            try await drain.value
            #expect(try pool.enqueued.map(\.status) == [.cancelled])
        }
    }
}

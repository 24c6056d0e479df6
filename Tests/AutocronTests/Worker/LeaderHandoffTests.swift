import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("The lead among a worker's two threads")
struct LeaderHandoffTests {
    @Test("A leader that is back in time leads on, and the other thread goes on waiting")
    func reclaimed() async throws {
        let handoff = try LeaderHandoff(offerTime: .seconds(3_600))
        handoff.lock()
        handoff.offer()
        #expect(handoff.isVacant)
        #expect(handoff.reclaim())
        #expect(!handoff.isVacant)
        handoff.unlock()
    }

    @Test("A lead that is not reclaimed in time is the other thread's")
    func taken() async throws {
        let handoff = try LeaderHandoff(offerTime: .milliseconds(1))
        handoff.lock()
        handoff.offer()
        handoff.unlock()
        try await onThread { handoff.awaitVacancy() }
        handoff.lock()
        #expect(!handoff.isVacant)
        #expect(!handoff.reclaim())
        handoff.unlock()
    }

    @Test("An offer that was reclaimed is not taken later, and the next one is")
    func offeredAgain() async throws {
        let handoff = try LeaderHandoff(offerTime: .milliseconds(1))
        let isTaken = Mutex(false)
        let follower = Task {
            try await onThread {
                handoff.awaitVacancy()
                isTaken.withLock { $0 = true }
            }
        }
        for _ in 0..<100 {
            handoff.lock()
            handoff.offer()
            // The timer may expire while the lock is held: what counts is whether the lead is vacant then.
            #expect(handoff.reclaim())
            handoff.unlock()
            #expect(!isTaken.withLock { $0 })
        }
        handoff.lock()
        handoff.offer()
        handoff.unlock()
        try await follower.value
        #expect(isTaken.withLock { $0 })
    }

    @Test("A leader is woken for what comes before it would wake up by itself, and only while it sleeps")
    func oversleeps() throws {
        let handoff = try LeaderHandoff()
        handoff.lock()
        #expect(!handoff.oversleeps(.distantPast))
        for (deadline, time, expected) in [
            (nil, nil, false), (nil, 5, true), (10, 9, true), (10, 10, false), (10, nil, false),
        ] as [(MonotonicTime?, MonotonicTime?, Bool)] {
            let found = handoff.sleep(until: deadline) {
                // Another thread may look now, with the lock.
                handoff.lock()
                defer { handoff.unlock() }
                return handoff.oversleeps(time)
            }
            #expect(found == expected)
        }
        #expect(!handoff.oversleeps(.distantPast))
        handoff.unlock()
    }

    /// Two threads that pass the lead to each other.
    private final class Pair: Sendable {
        let handoff: LeaderHandoff
        let leaders = Atomic<Int>(1)
        let changes = Atomic<Int>(0)
        let wasAlone = Atomic<Bool>(true)

        init() throws {
            handoff = try LeaderHandoff(offerTime: .microseconds(50))
        }

        func alternate(leading: Bool) {
            var random = SeededGenerator(seed: leading ? 1 : 2)
            var leads = leading
            while changes.load(ordering: .relaxed) < 200 {
                if !leads {
                    handoff.awaitVacancy()
                    if leaders.add(1, ordering: .relaxed).oldValue != 0 { wasAlone.store(false, ordering: .relaxed) }
                    changes.add(1, ordering: .relaxed)
                }
                handoff.lock()
                leaders.subtract(1, ordering: .relaxed)
                handoff.offer()
                handoff.unlock()
                // A task that takes its time.
                usleep(UInt32.random(in: 0...150, using: &random))
                handoff.lock()
                leads = handoff.reclaim()
                if leads { leaders.add(1, ordering: .relaxed) }
                handoff.unlock()
            }
            // The other thread may still wait.
            handoff.lock()
            if leads { handoff.offer() }
            handoff.unlock()
        }
    }

    @Test("Of two threads exactly one leads, however often the lead changes hands")
    func oneLeader() async throws {
        let pair = try Pair()
        async let first: Void = onThread { pair.alternate(leading: true) }
        async let second: Void = onThread { pair.alternate(leading: false) }
        _ = try await (first, second)
        let wasAlone = pair.wasAlone.load(ordering: .relaxed)
        #expect(wasAlone)
    }
}

import Synchronization
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("One timer for all waits", .timeLimit(.minutes(5)))
struct WaitTimerTests {
    @Test("It rings in the order of the moments, those that are over first")
    func order() async {
        let timer = WaitTimer()
        let now = MonotonicTime.now()
        let (rung, ring) = AsyncStream<Int>.makeStream()
        for (number, milliseconds) in [(3, 60), (1, -5), (4, 90), (2, 30)] {
            _ = timer.set(at: now + .milliseconds(milliseconds)) { ring.yield(number) }
        }
        _ = timer.set(at: .distantFuture) { ring.yield(99) }
        var seen: [Int] = []
        for await number in rung {
            seen.append(number)
            if seen.count == 4 { break }
        }
        #expect(seen == [1, 2, 3, 4])
        #expect(MonotonicTime.now() - now >= .milliseconds(90))
    }

    @Test("What is cancelled is not rung for, and soon not kept")
    func cancelled() async {
        let timer = WaitTimer()
        let isRung = Atomic(false)
        for _ in 0..<20_000 {
            let number = timer.set(at: .now() + .seconds(3_600)) { isRung.store(true, ordering: .relaxed) }
            timer.cancel(number)
            timer.cancel(number)
        }
        #expect(timer.count <= 65)
        // A later one still rings.
        await withCheckedContinuation { continuation in
            _ = timer.set(at: .now() + .milliseconds(1)) { continuation.resume() }
        }
        let hasRung = isRung.load(ordering: .relaxed)
        #expect(!hasRung)
    }

    @Test("Times come out of the heap in order, also after some were dropped")
    func heap() {
        var generator = SystemRandomNumberGenerator()
        for count in [0, 1, 2, 3, 10, 500] {
            var heap = DeadlineHeap()
            for number in 0..<UInt64(count) {
                heap.insert(MonotonicTime(nanoseconds: .random(in: 0..<100, using: &generator)), number)
            }
            heap.keep { !$0.isMultiple(of: 3) }
            var times: [MonotonicTime] = []
            while let first = heap.first {
                times.append(first.time)
                heap.removeFirst()
            }
            #expect(times.count == (0..<count).count { !$0.isMultiple(of: 3) })
            #expect(times == times.sorted())
        }
    }

    @Test("A ticket waits as long as was said, and no longer", arguments: [-1, 0, 20] as [Int64])
    func ticket(milliseconds: Int64) async {
        let ticket = OutcomeWaiters.Ticket()
        let began = MonotonicTime.now()
        #expect(await ticket.wait(until: began + .milliseconds(milliseconds)) == .timedOut)
        #expect(MonotonicTime.now() - began >= .milliseconds(milliseconds))
    }
}

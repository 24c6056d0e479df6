import TestSupport
import Testing

@testable import Autocron

@Suite("How many tasks a worker reserves at once")
struct BatchSizerTests {
    @Test("It begins with one, and stays there until a task was measured")
    func begins() {
        var sizer = BatchSizer()
        #expect([sizer.next(), sizer.next()] == [1, 1])
        sizer.learn(count: 0, elapsed: .nanoseconds(100))
        #expect(sizer.next() == 1)
    }

    @Test("For quick tasks it doubles from claim to claim, up to the most")
    func doubles() {
        var sizer = BatchSizer()
        var counts: [Int] = []
        for _ in 0..<11 {
            counts.append(sizer.next())
            sizer.learn(count: 1_000, elapsed: .milliseconds(1))
        }
        #expect(counts == [1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 256])
    }

    @Test(
        "It takes what fits into two milliseconds",
        arguments: [
            (100_000, 20), (1_000_000, 2), (1_999_999, 1), (2_000_000, 1), (3_600_000_000_000, 1), (0, 256), (-5, 256),
        ] as [(Int64, Int)])
    func affordable(nanoseconds: Int64, count: Int) {
        var sizer = BatchSizer()
        for _ in 0..<20 {
            _ = sizer.next()
            sizer.learn(count: 1, elapsed: .nanoseconds(nanoseconds))
        }
        #expect(sizer.next() == count)
    }

    @Test("One task that is over four times as slow counts at once; a slightly slower one only moves the average")
    func slowTask() {
        var sizer = BatchSizer()
        for _ in 0..<20 {
            _ = sizer.next()
            sizer.learn(count: 10, elapsed: .microseconds(100))
        }
        #expect(sizer.next() == 200)
        sizer.learn(count: 1, elapsed: .microseconds(30))
        #expect(sizer.next() == 133)
        sizer.learn(count: 1, elapsed: .milliseconds(2))
        #expect(sizer.next() == 1)
    }

    @Test("After a rest it starts small again")
    func rest() {
        var sizer = BatchSizer()
        for _ in 0..<10 {
            _ = sizer.next()
            sizer.learn(count: 1, elapsed: .nanoseconds(1))
        }
        sizer.reset()
        #expect([sizer.next(), sizer.next(), sizer.next()] == [1, 2, 4])
    }
}

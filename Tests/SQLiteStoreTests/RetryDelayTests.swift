import TaskModel
import TestSupport
import Testing

@Suite("The wait after a failed attempt")
struct RetryDelayTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var delay: RetryDelay
        var failures: Int64
        var expected: Int64

        init(_ delay: RetryDelay, after failures: Int64, is expected: Int64) {
            self.delay = delay
            self.failures = failures
            self.expected = expected
        }

        var testDescription: String { "\(delay) after \(failures)" }
    }

    static let table = [
        Case(.standard, after: 1, is: 1_000_000),
        Case(.standard, after: 2, is: 2_000_000),
        Case(.standard, after: 12, is: 2_048_000_000),
        Case(.standard, after: 13, is: 3_600_000_000),
        Case(.standard, after: .max, is: 3_600_000_000),
        Case(.standard, after: 0, is: 1_000_000),
        Case(.exponential(first: 5, longest: 3), after: 1, is: 3),
        Case(.exponential(first: 0, longest: 10), after: 50, is: 0),
        Case(.exponential(first: .max, longest: 7), after: 2, is: 7),
        Case(.exponential(first: .max, longest: .max), after: 1, is: .max),
        Case(.exponential(first: .max, longest: .max), after: 2, is: .max),
        Case(.constant(42), after: 1, is: 42),
        Case(.constant(42), after: .max, is: 42),
        Case(.custom([]), after: 1, is: 0),
        Case(.custom([1, 20]), after: 1, is: 1),
        Case(.custom([1, 20]), after: 2, is: 20),
        Case(.custom([1, 20]), after: .max, is: 20),
    ]

    @Test("Without spread it is the rule's own", arguments: table)
    func wait(of entry: Case) {
        #expect(entry.delay.wait(afterFailures: entry.failures, spread: 0) == entry.expected)
    }

    @Test("The widest spread adds a tenth to exponential waits alone, and never overflows", arguments: table)
    func spread(of entry: Case) {
        let wait = entry.delay.wait(afterFailures: entry.failures, spread: 1)
        guard case .exponential = entry.delay else {
            #expect(wait == entry.expected)
            return
        }
        #expect(wait >= entry.expected)
        #expect(Double(wait) <= Double(entry.expected) * 1.1)
    }

    @Test("A spread outside of 0 to 1 counts as the nearest", arguments: [(-3.0, 1_000_000), (8.0, 1_100_000)])
    func clampsSpread(_ spread: Double, _ expected: Int64) {
        #expect(RetryDelay.standard.wait(afterFailures: 1, spread: spread) == expected)
    }

    @Test(
        "Its text reads back as the same rule",
        arguments: [
            .standard, .exponential(first: 0, longest: .max), .constant(0), .constant(.max), .custom([]), .custom([5]),
            .custom([1, 2, .max]),
        ] as [RetryDelay]
    )
    func roundTrip(_ delay: RetryDelay) {
        #expect(RetryDelay(text: delay.text) == delay)
    }

    @Test("The standard is stored as nothing")
    func standardHasNoText() {
        #expect(RetryDelay.standard.text == nil)
    }

    @Test(
        "A text that says nothing sensible counts as the standard",
        arguments: [
            "", "sometimes", "exponential", "exponential 1", "constant", "constant x", "constant 99999999999999999999",
        ]
    )
    func unreadable(_ text: String) {
        #expect(RetryDelay(text: text) == .standard)
    }
}

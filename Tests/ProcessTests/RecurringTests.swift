import Foundation
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Recurring functions")
    struct RecurringTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("Each second runs once, on time")
        func onTime() async throws {
            let app = try App("CronTestApp", [scratch.database])
            try await app.expect(.started)
            var instants: [Int64] = []
            for _ in 0..<4 {
                let firing = try #require(try await app.expect(.fired("tick")).firing)
                instants.append(firing.instant)
                #expect(firing.lateness < 500_000)
            }
            #expect(instants == (0..<4).map { instants[0] + $0 * 1_000_000 })
            app.endInput()
            try await app.expectEnd()
        }

        @Test("With jitter no second runs twice, and none before its time")
        func jitter() async throws {
            let app = try App("CronTestApp", [scratch.database])
            try await app.expect(.started)
            var instants: [Int64] = []
            for _ in 0..<4 {
                let firing = try #require(try await app.expect(.fired("drift")).firing)
                instants.append(firing.instant)
                #expect(firing.lateness >= 0)
            }
            // Not each second: where one comes late, on a busy machine, the next may be left out.
            #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 })
            app.endInput()
            try await app.expectEnd()
        }

        @Test("No instant runs twice, whoever of two applications is killed and started again")
        func onceEach() async throws {
            var first = try App("CronTestApp", [scratch.database])
            try await first.expect(.started)
            var second = try App("CronTestApp", [scratch.database])
            try await second.expect(.started)
            var seen: [Int64?] = []
            for round in 0..<4 {
                let (host, guest) = round.isMultiple(of: 2) ? (first, second) : (second, first)
                seen.append(try await host.expect(.fired("tick")).firing?.instant)
                kill(host.processID, SIGKILL)
                try await host.expectEnd()
                seen += host.events(.fired("tick")).map(\.firing?.instant)
                let fresh = try App("CronTestApp", [scratch.database])
                try await fresh.expect(.started)
                if host === first { first = fresh } else { second = fresh }
                seen.append(try await guest.expect(.fired("tick")).firing?.instant)
            }
            #expect(!seen.contains(nil))
            #expect(Set(seen).count == seen.count)
        }
    }
}

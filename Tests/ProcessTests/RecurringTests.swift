import Foundation
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
            try await app.expect("started")
            var instants: [Int] = []
            for _ in 0..<4 {
                let words = try await app.expect("tick")
                instants.append(try #require(Int(words[1])))
                #expect(try #require(Double(words[3])) - Double(instants.last ?? 0) < 0.5)
            }
            #expect(instants == Array(instants[0]..<instants[0] + 4))
            app.endInput()
            try await app.expectEnd()
        }

        @Test("With jitter no second runs twice, and none before its time")
        func jitter() async throws {
            let app = try App("CronTestApp", [scratch.database])
            try await app.expect("started")
            var instants: [Int] = []
            for _ in 0..<4 {
                let words = try await app.expect("drift")
                instants.append(try #require(Int(words[1])))
                #expect(try #require(Double(words[3])) >= Double(instants.last ?? 0))
            }
            // Not each second: where one comes late, on a busy machine, the next may be left out.
            #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 })
            app.endInput()
            try await app.expectEnd()
        }

        @Test("No instant runs twice, whoever of two applications is killed and started again")
        func onceEach() async throws {
            var first = try App("CronTestApp", [scratch.database])
            try await first.expect("started")
            var second = try App("CronTestApp", [scratch.database])
            try await second.expect("started")
            var seen: [String] = []
            for round in 0..<4 {
                let (host, guest) = round.isMultiple(of: 2) ? (first, second) : (second, first)
                seen.append(try await host.expect("tick")[1])
                kill(host.processID, SIGKILL)
                try await host.expectEnd()
                seen += host.said.filter { $0.hasPrefix("tick") }.map { $0.split(separator: " ").map(String.init)[1] }
                let fresh = try App("CronTestApp", [scratch.database])
                try await fresh.expect("started")
                if host === first { first = fresh } else { second = fresh }
                seen.append(try await guest.expect("tick")[1])
            }
            #expect(Set(seen).count == seen.count)
        }
    }
}

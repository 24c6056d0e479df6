import Foundation
import SQLiteStore
import TestMessages
import TestSupport
import Testing
import WorkerFiles

extension ProcessSuite {
    /// `AUTOCRON_SOAK_SECONDS=600` does it for ten minutes, `AUTOCRON_SEED` as it was done before.
    @Suite("Everything but the test is killed at random")
    struct SoakTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test(
            "Every acknowledged task has exactly one end, and no two executions of a task overlap",
            .timeLimit(.minutes(20)))
        func soak() async throws {
            let limit = Date(timeIntervalSinceNow: Double(Effort.of("AUTOCRON_SOAK_SECONDS", normally: 15)))
            var random = SeededGenerator(for: "soak")
            var apps = [try await App.started(scratch), try await App.started(scratch)]
            let log = scratch.path + "/effects"
            var kept: Set<String> = []
            var (given, kills) = (0, [String: Int]())
            while Date() < limit {
                let index = Int.random(in: 0...1, using: &random)
                let orders = Int.random(in: 1...20, using: &random)
                for number in given..<given + orders {
                    apps[index].send(
                        .effect("t\(number)", milliseconds: Int.random(in: 0...20, using: &random), log: log))
                }
                given += orders
                let mayWait = Bool.random(using: &random)
                if mayWait { try await gather(orders, from: apps[index], into: &kept) }
                let deed = Deed.allCases.randomElement(using: &random) ?? .nothing
                kills[deed.rawValue, default: 0] += 1
                try await carryOut(deed, on: &apps, &random, into: &kept)
                if !mayWait, deed == .nothing || deed == .worker {
                    try await gather(orders, from: apps[index], into: &kept)
                }
            }
            for app in apps { kill(app.processID, SIGKILL) }
            for app in apps { try await end(of: app, into: &kept) }
            let last = try await App.started(scratch)
            try await last.waitUntilIdle(within: 120)
            print("soak: \(given) tasks given, \(kept.count) acknowledged, deeds \(kills)")
            try check(kept, log)
        }

        private enum Deed: String, CaseIterable {
            case nothing, worker, application, both, everything
        }

        private func carryOut(
            _ deed: Deed, on apps: inout [App], _ random: inout SeededGenerator, into kept: inout Set<String>
        ) async throws {
            let workers = LiveSlot.living(in: PoolDirectory(database: try Database(scratch).store.file.path)).map(
                \.process)
            switch deed {
            case .nothing: return
            case .worker:
                if let worker = workers.randomElement(using: &random) { kill(worker, SIGKILL) }
                return
            case .application:
                let index = Int.random(in: 0...1, using: &random)
                kill(apps[index].processID, SIGKILL)
                try await self.end(of: apps[index], into: &kept)
                apps[index] = try await App.started(scratch)
            case .both, .everything:
                let victims = apps.map(\.processID) + (deed == .everything ? workers : [])
                for victim in victims.shuffled(using: &random) { kill(victim, SIGKILL) }
                for app in apps { try await self.end(of: app, into: &kept) }
                apps = [try await App.started(scratch), try await App.started(scratch)]
            }
        }

        /// Waits for acknowledgements, or for the death of who would give them.
        private func gather(_ count: Int, from app: App, into kept: inout Set<String>) async throws {
            for _ in 0..<count {
                guard let event = try await app.expectOrEnd(.kept) else { return }
                kept.insert(event.task ?? "")
            }
        }

        private func end(of app: App, into kept: inout Set<String>) async throws {
            while let event = try await app.expectOrEnd(.kept) { kept.insert(event.task ?? "") }
        }

        private func check(_ kept: Set<String>, _ log: String) throws {
            let rows = try SideConnection.run(
                "SELECT state || ' ' || json_extract(arguments, '$.tag') FROM autocron_tasks", in: scratch.database
            ).map { $0.split(separator: " ").map(String.init) }
            #expect(rows.allSatisfy { $0[0] == "2" })
            let tags = rows.map { $0[1] }
            #expect(Set(tags).count == tags.count)
            #expect(kept.subtracting(tags) == [])
            let effects = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
            var begun: [Substring: Substring] = [:]
            var ended: Set<String> = []
            for effect in effects {
                let words = effect.split(separator: " ")
                if words[0] == "+" {
                    begun[words[1]] = words[2]
                } else {
                    // Whoever ends must be the one that has begun last.
                    #expect(begun[words[1]] == words[2], "\(effect)")
                    ended.insert(String(words[1]))
                }
            }
            #expect(kept.subtracting(ended) == [])
        }
    }
}

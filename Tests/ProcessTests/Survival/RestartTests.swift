#if os(Linux)
import Foundation
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    /// `AUTOCRON_RESTARTS=10000` does it as often as is promised.
    @Suite("Many restarts of workers")
    struct RestartTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("Neither descriptors nor zombies, files or memory grow", .timeLimit(.minutes(30)))
        func restarts() async throws {
            let count = Effort.of("AUTOCRON_RESTARTS", normally: 200)
            let app = try await App.started(scratch, workers: 2, "tasks=1")
            // What is allocated once is allocated by then.
            try await run(max(50, count / 10), on: app)
            let before = try Belongings(of: app, in: scratch)
            try await run(count, on: app)
            let after = try Belongings(of: app, in: scratch)
            print("\(count) restarts: \(before) before, \(after) after")
            // Each of the two places may have a worker that is about to be reaped, and its successor.
            #expect(after.descriptors <= before.descriptors + 8)
            #expect(after.zombies <= 2)
            #expect(after.files <= ["pool.lock", "shared", "wake"].count + 4)
            #expect(after.kilobytes < before.kilobytes + 4_096)
        }

        private func run(_ count: Int, on app: App) async throws {
            // A hundred at once at most: what the application itself needs for more is not what is looked at.
            for start in stride(from: 0, to: count, by: 100) {
                app.send(.many(min(100, count - start)))
                try await app.expect(.called, within: 60)
                try await app.waitUntilIdle(within: 60)
            }
        }
    }

    /// What a process has.
    private struct Belongings: CustomStringConvertible {
        var descriptors: Int
        var zombies: Int
        var files: Int
        var kilobytes: Int

        init(of app: App, in scratch: TemporaryFolder) throws {
            let process = "/proc/\(app.processID)"
            descriptors = try FileManager.default.contentsOfDirectory(atPath: process + "/fd").count
            zombies = try FileManager.default.contentsOfDirectory(atPath: process + "/task").reduce(0) { sum, thread in
                let children = try? String(contentsOfFile: "\(process)/task/\(thread)/children", encoding: .utf8)
                return sum
                    + (children ?? "").split(separator: " ").compactMap { pid_t($0) }.count(where: Processes.isGone)
            }
            files = try FileManager.default.contentsOfDirectory(atPath: scratch.database + "-autocron").count
            let memory = try String(contentsOfFile: process + "/smaps_rollup", encoding: .utf8)
            // Whether it shares them or not: while it forks a worker, its pages are also the child's.
            let line = memory.split(separator: "\n").first { $0.hasPrefix("Anonymous:") }
            kilobytes = line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
        }

        var description: String {
            "\(descriptors) descriptors, \(zombies) zombies, \(files) files, \(kilobytes) kB"
        }
    }
}
#endif

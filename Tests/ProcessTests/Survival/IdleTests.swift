#if os(Linux)
import Foundation
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    /// `AUTOCRON_IDLE_SECONDS=30` looks as long as is promised.
    @Suite("A pool that has nothing to do")
    struct IdleTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("Nothing of it wakes up, reads the database or keeps a processor busy")
        func idle() async throws {
            let seconds = Effort.of("AUTOCRON_IDLE_SECONDS", normally: 4)
            let app = try await App.started(scratch)
            _ = try await app.store(.echo("ready"))
            let first = try await app.expect(.began("ready")).process
            let pool = [app.processID] + Self.children(of: app.processID)
            #expect(pool.count == 3 && pool.contains(first))
            // A second after the last task the log is copied; then there is nothing left to do.
            try await Self.pass(3)
            let before = try pool.map(Idleness.init)
            try await Self.pass(seconds)
            let after = try pool.map(Idleness.init)
            for (index, pair) in zip(before, after).enumerated() {
                let woken = pair.1.wakeUps.filter { $0.value > pair.0.wakeUps[$0.key] ?? 0 }
                    .mapValues { $0 - 1 }
                print(
                    "\(index == 0 ? "application" : "worker"): \(pair.1.ticks - pair.0.ticks) ticks, ", terminator: "")
                print(
                    "\(pair.1.bytesRead - pair.0.bytesRead) bytes read, \(pair.1.kilobytes) kB, threads woken: \(woken.keys.sorted())"
                )
                // libdispatch looks after its threads once a second, in every program that uses Swift's tasks. No
                // other thread wakes up.
                #expect(woken.keys.allSatisfy { $0.hasSuffix("overcommit") })
                #expect(pair.1.total - pair.0.total <= seconds + 2)
                #expect(pair.1.bytesRead == pair.0.bytesRead)
                #expect(pair.1.bytesWritten == pair.0.bytesWritten)
                #expect(pair.1.ticks - pair.0.ticks <= 1)
                if index > 0 { #expect(pair.1.kilobytes <= 12_288) }
            }
        }

        /// Lets time pass: that is what is measured.
        private static func pass(_ seconds: Int) async throws {
            try await Task.sleep(for: .seconds(seconds))
        }

        private static func children(of process: pid_t) -> [pid_t] {
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
            return threads.flatMap { thread in
                let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)
                return (text ?? "").split(separator: " ").compactMap { pid_t($0) }
            }
        }
    }

    /// What the system has counted of a process so far.
    private struct Idleness {
        /// How often each thread has gone to sleep, by its name and number.
        var wakeUps: [String: Int] = [:]
        var bytesRead = 0
        var bytesWritten = 0
        /// Of processor time; a hundred make a second.
        var ticks = 0
        /// Its share of memory.
        var kilobytes = 0

        var total: Int { wakeUps.values.reduce(0, +) }

        init(of process: pid_t) throws {
            let folder = "/proc/\(process)"
            for thread in try FileManager.default.contentsOfDirectory(atPath: folder + "/task") {
                let status = try Self.fields(of: "\(folder)/task/\(thread)/status")
                let name = try String(contentsOfFile: "\(folder)/task/\(thread)/comm", encoding: .utf8)
                wakeUps["\(thread) \(name.trimmingCharacters(in: .newlines))"] = status["voluntary_ctxt_switches:"]
            }
            let io = try Self.fields(of: folder + "/io")
            bytesRead = io["rchar:"] ?? 0
            bytesWritten = io["wchar:"] ?? 0
            kilobytes = try Self.fields(of: folder + "/smaps_rollup")["Pss:"] ?? 0
            ticks = Int(try Processes.processorTime(process) * 100)
        }

        private static func fields(of path: String) throws -> [String: Int] {
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            return lines.reduce(into: [:]) { fields, line in
                let words = line.split(whereSeparator: \.isWhitespace)
                if words.count > 1, let value = Int(words[1]) { fields[String(words[0])] = value }
            }
        }
    }
}
#endif

import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import AdminCommands

@Suite("The table for those who come from Python")
struct PythonDocumentTests {
    private let text: String

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let path = folder.appendingPathComponent("../../../Sources/AdminCommands/ComingFromPython.md").standardized
        text = try String(contentsOf: path, encoding: .utf8)
    }

    @Test(
        "Each option and setting there has its line",
        arguments: [
            "--info", "--tasks", "--results", "--set-max-workers", "--set-autocron-lock", "--set-monitor-lock",
            "--set-blocking-mode", "--set-worker-idle-time", "--set-monitor-idle-time", "--set-result-ttl",
            "--set-defaults", "--delete-database", "max_workers", "running_workers", "worker_pids", "result_ttl",
        ])
    func complete(option: String) {
        #expect(text.split(separator: "\n").contains { $0.hasPrefix("| `") && $0.prefix(60).contains(option) })
    }

    @Test("Each command line that it names is understood")
    func commands() throws {
        let lines = text.matches(of: /`autocron ([^`]+)`/).map { $0.1.split(separator: " ").map(String.init) }
        #expect(lines.count >= 10)
        for line in lines {
            let words = line.map { $0 == "ID" ? "01932c07-1b6a-7c3e-9d2f-000000000000" : $0 }
            #expect(throws: Never.self, "\(line)") { _ = try RootCommand.parseAsRoot(words) }
        }
    }

    @Test("Each setting that it names exists")
    func settings() throws {
        for match in text.matches(of: /settings app.db ([a-z-]+=[a-z0-9]+)/) {
            #expect(throws: Never.self) { _ = try SettingArgument(String(match.1)) }
        }
    }
}

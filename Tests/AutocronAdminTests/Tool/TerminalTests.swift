import Foundation
import TestSupport
import Testing

@Suite("On a terminal", .serialized)
struct TerminalTests {
    /// Runs the tool with its output on a terminal of a given width.
    private func show(
        _ arguments: [String], columns: UInt16, environment: [String: String] = ["TERM": "xterm"]
    ) async throws -> String {
        try await onThread {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Tool.executable)
            process.arguments = arguments
            process.environment = Tool.quietEnvironment.merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            let text = try PseudoTerminal(columns: columns).capture { terminal in
                process.standardOutput = terminal
                try process.run()
            }
            process.waitUntilExit()
            return text
        }
    }

    private func plain(_ text: String) -> String {
        text.replacing(/\u{1B}\[[0-9]+m/, with: "")
    }

    @Test("Tables have colors and fit", arguments: [40, 80, 132] as [UInt16])
    func colors(columns: UInt16) async throws {
        let scratch = try TemporaryFolder()
        _ = try Fixture.rich(scratch)
        let text = try await show(["tasks", scratch.database], columns: columns)
        #expect(text.contains("\u{1B}[31mfailed\u{1B}[0m") || columns == 40)
        let lines = plain(text).split(whereSeparator: \.isNewline)
        #expect(lines.count == 10)
        for line in lines { #expect(line.unicodeScalars.count <= Int(columns), "\(line)") }
    }

    @Test("No colors where they are not wanted", arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func noColors(environment: [String: String]) async throws {
        let scratch = try TemporaryFolder()
        _ = try Fixture.rich(scratch)
        let text = try await show(["status", scratch.database], columns: 80, environment: environment)
        #expect(text.contains("last failures"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("JSON has no colors, also on a terminal")
    func json() async throws {
        let scratch = try TemporaryFolder()
        _ = try Fixture.rich(scratch)
        #expect(try await !show(["status", scratch.database, "--json"], columns: 80).contains("\u{1B}"))
    }
}

@Suite("Help", .serialized)
struct HelpTests {
    private static let commands = [
        "status", "tasks", "show", "retry", "cancel", "delete", "enqueue", "cron", "next", "prune", "vacuum", "backup",
        "doctor", "delete-database", "run", "pause", "resume", "settings", "watch",
    ]

    @Test("Every command explains itself", arguments: commands)
    func help(command: String) async throws {
        let tool = try await Tool.run("help", command)
        #expect(tool.status == 0)
        #expect(tool.complaint.isEmpty)
        #expect(tool.output.contains("OVERVIEW: "))
        #expect(tool.output.contains("USAGE: autocron \(command) "))
        #expect(try await Tool.run(command, "--help").output == tool.output)
    }

    @Test("The tool lists its commands, and its exit statuses")
    func root() async throws {
        let tool = try await Tool.run("--help")
        #expect(tool.status == 0)
        for command in Self.commands { #expect(tool.output.contains("\n  \(command) ")) }
        #expect(tool.output.contains("Exit statuses: 0 done; 1 refused"))
        #expect(try await Tool.run().output == tool.output)
    }

    @Test("Shells complete it", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let tool = try await Tool.run("--generate-completion-script", shell)
        #expect(tool.status == 0)
        #expect(tool.output.contains("delete-database"))
    }
}

import Foundation
import TestSupport

/// Runs the built tool.
struct Tool {
    var status: Int32
    var output: String
    var complaint: String

    /// Runs the tool to its end.
    ///
    /// - Parameters:
    ///   - arguments: what follows its name.
    ///   - environment: variables beside those of the test.
    ///   - launcher: a program with arguments that starts the tool.
    static func run(
        _ arguments: String..., environment: [String: String] = [:], launcher: [String] = []
    ) async throws -> Tool {
        try await run(arguments, environment: environment, launcher: launcher)
    }

    static func run(
        _ arguments: [String], environment: [String: String] = [:], launcher: [String] = []
    ) async throws -> Tool {
        try await onThread {
            let process = Process()
            let command = launcher + [executable] + arguments
            process.executableURL = URL(fileURLWithPath: command[0])
            process.arguments = Array(command.dropFirst())
            process.environment = quietEnvironment.merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            let (output, complaint) = (Pipe(), Pipe())
            process.standardOutput = output
            process.standardError = complaint
            try process.run()
            let text = output.fileHandleForReading.readDataToEndOfFile()
            let error = complaint.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return Tool(
                status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
                complaint: String(decoding: error, as: UTF8.self)
            )
        }
    }

    /// The built tool.
    static var executable: String { App.path(of: "autocron") }

    /// Without what would change the tool's output.
    static var quietEnvironment: [String: String] {
        ProcessInfo.processInfo.environment.filter { !["COLUMNS", "NO_COLOR", "TERM"].contains($0.key) }
    }

    /// The output as JSON.
    func json() throws -> Any {
        try JSONSerialization.jsonObject(with: Data(output.utf8))
    }

    /// The output as JSON objects.
    func objects() throws -> [[String: Any]] {
        try json() as? [[String: Any]] ?? []
    }

    func object() throws -> [String: Any] {
        try json() as? [String: Any] ?? [:]
    }

    var lines: [String] {
        output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}

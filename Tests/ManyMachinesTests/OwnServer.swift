#if PostgreSQL
import Foundation
import Synchronization
import TestSupport

/// A server for one test, which may end it.
final class OwnServer: Sendable {
    private let folder: TemporaryFolder
    private let current = Mutex(0)

    init() async throws {
        folder = try TemporaryFolder()
        try await start()
    }

    /// Where it listens; another port after each restart.
    var port: Int { current.withLock { $0 } }

    /// Ends all sessions, and starts again.
    func restart() async throws {
        stop()
        try await start()
    }

    func stop() {
        _ = try? Self.run("stop", folder.path)
    }

    private func start() async throws {
        let folder = folder.path
        let address = try await onThread { try Self.run("start", folder) }
        let port = URLComponents(string: address.trimmingCharacters(in: .whitespacesAndNewlines))?.port ?? 0
        current.withLock { $0 = port }
    }

    /// - Returns: What the script prints.
    private static func run(_ arguments: String...) throws -> String {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Scripts/postgres").standardizedFileURL
        let (process, output) = (Process(), Pipe())
        process.executableURL = script
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["AUTOCRON_POSTGRES_FAST": "1"]) { $1 }
        process.standardOutput = output
        try process.run()
        try output.fileHandleForWriting.close()
        defer { process.waitUntilExit() }
        // The server that it starts may hold the pipe open, so the first line is all.
        return String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    }
}
#endif

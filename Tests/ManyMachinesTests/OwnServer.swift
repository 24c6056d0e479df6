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
        try? Self.run("stop", folder.path).waitUntilExit()
    }

    private func start() async throws {
        let folder = folder.path
        // Not until the script has ended: Foundation learns that from a descriptor which the server inherits.
        let address = try await onThread {
            let output = Pipe()
            try Self.run("start", folder, output)
            try output.fileHandleForWriting.close()
            return String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        }
        let port = URLComponents(string: address.trimmingCharacters(in: .whitespacesAndNewlines))?.port ?? 0
        current.withLock { $0 = port }
    }

    @discardableResult
    private static func run(_ verb: String, _ folder: String, _ output: Pipe = Pipe()) throws -> Process {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Scripts/postgres").standardizedFileURL
        let process = Process()
        process.executableURL = script
        process.arguments = [verb, folder]
        process.environment = ProcessInfo.processInfo.environment.merging(["AUTOCRON_POSTGRES_FAST": "1"]) { $1 }
        process.standardOutput = output
        try process.run()
        return process
    }
}
#endif

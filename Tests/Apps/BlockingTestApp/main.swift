import Autocron
import Foundation

/// Runs where the main thread must be free, also in a worker of a program that never awaits anything.
@Delay
@MainActor
func onMainThread(_ number: Int) async throws -> Delayed<Bool> {
    // Traps anywhere else. (The thread's number says nothing: on Linux any thread may serve the main queue.)
    MainActor.preconditionIsolated()
    return true
}

@Delay
func remember(_ text: String) throws {
    try? FileHandle.standardOutput.write(contentsOf: Data("begin \(text) \(getpid())\n".utf8))
}

var configuration = Autocron.Configuration()
if CommandLine.arguments.contains("logs") {
    // As handlers do that belong to the main actor.
    configuration.log = { message in
        let line = "log \(message.text)\n"
        DispatchQueue.main.sync { FileHandle.standardOutput.write(Data(line.utf8)) }
    }
}

do {
    _ = try Autocron.startBlocking(CommandLine.arguments[1], workers: 1, configuration: configuration)
    try remember("sync")
    try? FileHandle.standardOutput.write(contentsOf: Data("started \(getpid())\n".utf8))
    Task { @MainActor in
        let handle = try await onMainThread(1)
        let isMain = try await handle.value
        try? FileHandle.standardOutput.write(contentsOf: Data("value \(isMain)\n".utf8))
        exit(0)
    }
    dispatchMain()
} catch {
    try? FileHandle.standardOutput.write(contentsOf: Data("refused \(error)\n".utf8))
}

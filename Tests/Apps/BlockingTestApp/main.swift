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
    configuration.logHandler = { message in
        let line = "log \(message.text)\n"
        DispatchQueue.main.sync { FileHandle.standardOutput.write(Data(line.utf8)) }
    }
}

do {
    let autocron = try Autocron.startBlocking(CommandLine.arguments[1], workers: 1, configuration: configuration)
    try remember("sync")
    try? FileHandle.standardOutput.write(contentsOf: Data("started \(getpid())\n".utf8))
    if CommandLine.arguments.contains("stop") {
        // Until the test has seen the task begin.
        _ = readLine()
        try autocron.stopBlocking(within: .seconds(10))
        try? FileHandle.standardOutput.write(contentsOf: Data("stopped\n".utf8))
        try autocron.stopBlocking()
    }
    Task { @MainActor in
        let handle = try await onMainThread(1)
        let isMain = try await handle.value
        try? FileHandle.standardOutput.write(contentsOf: Data("value \(isMain)\n".utf8))
        exit(0)
    }
    dispatchMain()
} catch {
    let code = (error as? AutocronError)?.code.rawValue ?? "?"
    try? FileHandle.standardOutput.write(contentsOf: Data("refused \(code) \(error)\n".utf8))
}

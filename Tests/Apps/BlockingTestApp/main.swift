import Autocron
import Foundation
import TestMessages

/// Runs where the main thread must be free, also in a worker of a program that never awaits anything.
@Delay
@MainActor
func onMainThread(_ number: Int) async throws -> Delayed<Bool> {
    // Traps anywhere else. (The thread's number says nothing: on Linux any thread may serve the main queue.)
    MainActor.preconditionIsolated()
    return true
}

@Delay
func remember(_ tag: String) throws {
    report(TestEvent(.began, task: tag))
}

var configuration = Autocron.Configuration()
if CommandLine.arguments.contains("logs") {
    // As handlers do that belong to the main actor.
    configuration.logHandler = { message in
        let event = TestEvent(.log, text: message.text)
        DispatchQueue.main.sync { report(event) }
    }
}

do {
    let autocron = try Autocron.startBlocking(CommandLine.arguments[1], workers: 1, configuration: configuration)
    try remember("sync")
    report(TestEvent(.started))
    if CommandLine.arguments.contains("stop") {
        // Until the test has seen the task begin.
        _ = readLine()
        try autocron.stopBlocking(within: .seconds(10))
        report(TestEvent(.stopped))
        try autocron.stopBlocking()
    }
    Task { @MainActor in
        let handle = try await onMainThread(1)
        let isMain = try await handle.value
        report(TestEvent(.value, value: String(isMain)))
        exit(0)
    }
    dispatchMain()
} catch {
    report(TestEvent(.refused, value: (error as? AutocronError)?.code.rawValue, text: "\(error)"))
}

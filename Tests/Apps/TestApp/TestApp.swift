import Autocron
import Foundation
import TestMessages

/// An application for the process tests: it carries out the orders on its standard input, and reports events.
///
/// `TestApp DATABASE WORKERS [KEY=VALUE…]`
@main
struct TestApp {
    static func main() async {
        let arguments = CommandLine.arguments
        var configuration = Autocron.Configuration()
        configuration.cancellationGrace = .milliseconds(500)
        configuration.shutdownGrace = .milliseconds(500)
        configuration.logHandler = { message in
            let log = TestEvent.Log(
                level: TestEvent.Level(rawValue: "\(message.level)") ?? .error, event: "\(message.event)",
                metadata: message.metadata)
            report(TestEvent(.log, text: message.text, log: log))
        }
        for option in arguments.dropFirst(3) { apply(option, to: &configuration) }
        if ProcessInfo.processInfo.environment["TEST_EARLY_CALL"] != nil { plain("early") }
        var beside: Task<Void, Never>?
        do {
            if arguments.contains("host") {
                endWithTests()
                report(TestEvent(.hosting))
                if arguments.contains("twice") { beside = hostBeside(arguments[1], configuration) }
                try await Autocron.run(arguments[1], workers: Int(arguments[2]), configuration: configuration)
                return report(TestEvent(.returned))
            }
            let autocron = try await Autocron.start(
                arguments[1], workers: Int(arguments[2]), configuration: configuration
            )
            report(TestEvent(.started))
            await obey(autocron, configuration)
        } catch {
            report(TestEvent(.refused, value: error.code.rawValue, text: "\(error)"))
            await beside?.value
        }
    }

    /// Runs what runs already, or is about to: one of the two is refused.
    private static func hostBeside(_ database: String, _ configuration: Autocron.Configuration) -> Task<Void, Never>? {
        guard !isWorker else { return nil }
        return Task {
            do {
                try await Autocron.run(database, workers: 1, configuration: configuration)
                report(TestEvent(.returned))
            } catch {
                report(TestEvent(.refused, value: (error as? AutocronError)?.code.rawValue, text: "\(error)"))
            }
        }
    }

    /// A host takes no orders; but when its standard input ends, so have the tests, and nothing may go on.
    private static func endWithTests() {
        guard !isWorker else { return }
        Thread.detachNewThread {
            while readLine() != nil {}
            kill(getpid(), SIGKILL)
        }
    }

    private static func apply(_ option: String, to configuration: inout Autocron.Configuration) {
        let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
        switch (parts[0], Double(parts.last ?? "") ?? 0) {
        case ("limit", let seconds): configuration.workerStartLimit = .seconds(seconds)
        case ("ttl", let seconds): configuration.resultTimeToLive = .seconds(seconds)
        case ("result", let bytes): configuration.resultLimit = Int(bytes)
        case ("tasks", let count): configuration.maximumTasksPerWorker = Int(count)
        case ("memory", let mebibytes): configuration.workerMemoryLimit = Int(mebibytes) << 20
        case ("nice", let value): configuration.workerNiceness = Int(value)
        case ("serves", _):
            configuration.servedQueues = Set(parts.dropFirst().joined().split(separator: ",").map(String.init))
        case ("hang", _):
            // A worker that never comes to `start`.
            if isWorker { while true { sleep(60) } }
        case ("broken", _):
            // Workers end before they come to `start`, as long as the file is there.
            if isWorker,
                FileManager.default.fileExists(atPath: parts[1])
            {
                exit(6)
            }
        case ("gate", _):
            // A worker waits there on its way to `start`.
            if isWorker {
                report(TestEvent(.atGate))
                close(unsafe open(parts[1], O_RDONLY))
            }
        case ("take", _):
            // As a program does with a log of its own; it stays open.
            if !isWorker {
                _ = unsafe open(parts[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            }
        case ("log", _):
            configuration.logHandler = Autocron.Configuration.printToStandardError
        case ("trap", _):
            if isWorker { fatalError("on its way to start") }
        case ("watchdog", _): if isWorker { endOnceReady() }
        case ("stall", _): stallLog(at: parts[1], in: &configuration)
        case ("exit", let code):
            if isWorker { exit(Int32(code)) }
        default: break
        }
    }

    private static var isWorker: Bool { ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] != nil }

    /// Ends a worker soon after it is ready, as a timer of the program's own may.
    private static func endOnceReady() {
        let folder = CommandLine.arguments[1] + "-autocron"
        Thread.detachNewThread {
            // The slot's file is made just before that.
            while !((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains(where: {
                $0.hasPrefix("worker-")
            }) { usleep(1_000) }
            usleep(200_000)
            _exit(6)
        }
    }

    /// Lets the log wait at a named pipe, as long as there is one, as at a terminal that does not read.
    private static func stallLog(at pipe: String, in configuration: inout Autocron.Configuration) {
        let log = configuration.logHandler
        configuration.logHandler = { message in
            if FileManager.default.fileExists(atPath: pipe) {
                report(TestEvent(.stalled))
                close(unsafe open(pipe, O_RDONLY))
            }
            log(message)
        }
    }

    private static func obey(_ autocron: Autocron, _ configuration: Autocron.Configuration) async {
        var current = autocron
        for await order in TestInput.orders() {
            do {
                switch order {
                case .exit: exit(0)
                case .restart(let database, let workers):
                    current = try await Autocron.start(database, workers: workers, configuration: configuration)
                    report(TestEvent(.started))
                case .stop(let seconds):
                    try await current.stop(within: .seconds(seconds))
                    report(TestEvent(.stopped))
                case .waitUntilIdle:
                    try await current.waitUntilIdle()
                    report(TestEvent(.idle))
                default: try await Calls.make(order)
                }
            } catch {
                report(TestEvent(.error, text: "\(error)", order: order))
            }
        }
    }
}

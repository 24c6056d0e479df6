import Autocron
import Foundation

/// An application for the process tests: it does what its standard input says, a line each, and answers with a line.
///
/// `TestApp DATABASE WORKERS [KEY=VALUE…]`
@main
struct TestApp {
    static func main() async {
        let arguments = CommandLine.arguments
        var configuration = Autocron.Configuration()
        configuration.cancellationGrace = .milliseconds(500)
        configuration.shutdownGrace = .milliseconds(500)
        configuration.logHandler = { message in say("log", message.level, message.text) }
        for option in arguments.dropFirst(3) { apply(option, to: &configuration) }
        if ProcessInfo.processInfo.environment["TEST_EARLY_CALL"] != nil { plain("early") }
        var beside: Task<Void, Never>?
        do {
            if arguments.contains("host") {
                endWithTests()
                say("hosting", getpid())
                if arguments.contains("twice") { beside = hostBeside(arguments[1], configuration) }
                try await Autocron.run(arguments[1], workers: Int(arguments[2]), configuration: configuration)
                return say("returned")
            }
            let autocron = try await Autocron.start(
                arguments[1], workers: Int(arguments[2]), configuration: configuration
            )
            say("started", getpid())
            await obey(autocron, configuration)
        } catch {
            say("refused", error.code.rawValue, "\(error)")
            await beside?.value
        }
    }

    /// Runs what runs already, or is about to: one of the two is refused.
    private static func hostBeside(_ database: String, _ configuration: Autocron.Configuration) -> Task<Void, Never>? {
        guard ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] == nil else { return nil }
        return Task {
            do {
                try await Autocron.run(database, workers: 1, configuration: configuration)
                say("returned")
            } catch {
                say("refused", (error as? AutocronError)?.code.rawValue ?? "?", "\(error)")
            }
        }
    }

    /// Nobody tells a host anything on its standard input; but when that ends, so have the tests, and nothing may go on.
    private static func endWithTests() {
        guard ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] == nil else { return }
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
        case ("hang", _):
            // A worker that never comes to `start`.
            if ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] != nil { while true { sleep(60) } }
        case ("broken", _):
            // Workers end before they come to `start`, as long as the file is there.
            if ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] != nil,
                FileManager.default.fileExists(atPath: parts[1])
            {
                exit(6)
            }
        case ("gate", _):
            // A worker waits there on its way to `start`.
            if ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] != nil {
                say("atGate", getpid())
                close(unsafe open(parts[1], O_RDONLY))
            }
        case ("take", _):
            // As a program does with a log of its own; it stays open.
            if ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] == nil {
                _ = unsafe open(parts[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            }
        case ("log", _):
            configuration.logHandler = Autocron.Configuration.printToStandardError
        case ("trap", _):
            if ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] != nil { fatalError("on its way to start") }
        case ("watchdog", _): if isWorker { endOnceReady() }
        case ("events", _): sayEvents(in: &configuration)
        case ("stall", _): stallLog(at: parts[1], in: &configuration)
        case ("exit", let code):
            if ProcessInfo.processInfo.environment["AUTOCRON_WORKER_OF"] != nil { exit(Int32(code)) }
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

    /// Says in a line of its own what programs are told of each message.
    private static func sayEvents(in configuration: inout Autocron.Configuration) {
        let log = configuration.logHandler
        configuration.logHandler = { message in
            let metadata = message.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            say("event", message.level, message.event, metadata.joined(separator: " "))
            log(message)
        }
    }

    /// Lets the log stand at a named pipe, as long as there is one, like a terminal on which nobody reads.
    private static func stallLog(at pipe: String, in configuration: inout Autocron.Configuration) {
        let log = configuration.logHandler
        configuration.logHandler = { message in
            if FileManager.default.fileExists(atPath: pipe) {
                say("stalled")
                close(unsafe open(pipe, O_RDONLY))
            }
            log(message)
        }
    }

    private static func obey(_ autocron: Autocron, _ configuration: Autocron.Configuration) async {
        var current = autocron
        // On a thread of its own: waiting for a line must not keep Swift's threads from working.
        for await line in lines() {
            var words = line.split(separator: " ").map(String.init)
            let command = words.removeFirst()
            do {
                switch command {
                case "exit": exit(0)
                case "restart":
                    current = try await Autocron.start(words[0], workers: Int(words[1]), configuration: configuration)
                    say("started", getpid())
                case "stop":
                    try await current.stop(within: .seconds(Double(words[0]) ?? 1))
                    say("stopped")
                case "drain":
                    try await current.waitUntilIdle()
                    say("drained")
                default:
                    try await Calls.make(command, words)
                }
            } catch {
                say("error", command, error)
            }
        }
    }

    private static func lines() -> AsyncStream<String> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                while let line = readLine() { continuation.yield(line) }
                continuation.finish()
            }
        }
    }
}

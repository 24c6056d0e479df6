package import Foundation
package import TestMessages

/// A program of the tests that runs, with everything that it and its workers say.
///
/// `@unchecked Sendable` is right because all of it is constant, and what it has said has a lock of its own.
package final class App: @unchecked Sendable {
    package let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let speech = Speech()

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - name: the executable target.
    ///   - arguments: its arguments.
    ///   - environment: variables beside those of the test.
    ///   - errors: its standard error.
    package convenience init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        errors: FileHandle = .nullDevice
    ) throws {
        try self.init(at: Self.path(of: name), arguments, environment: environment, errors: errors)
    }

    /// Starts a program by its path.
    package init(
        at path: String, _ arguments: [String], environment: [String: String] = [:],
        errors: FileHandle = .nullDevice
    ) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        // What the runtime prints about a crash is not what is tested here, and takes a second.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        process.environment = variables.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try output.fileHandleForWriting.close()
        // Not this object, which could not end before the program does then.
        Thread.detachNewThread { [speech, output] in speech.read(output.fileHandleForReading) }
    }

    /// The file of an executable target.
    package static func path(of name: String) -> String { products.appendingPathComponent(name).path }

    /// Where the package's executables are built: beside the test bundle.
    private static var products: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return (bundle?.bundleURL ?? URL(fileURLWithPath: CommandLine.arguments[0])).deletingLastPathComponent()
    }

    package var processID: pid_t { process.processIdentifier }

    /// Gives an order.
    package func send(_ order: TestOrder) {
        try? input.fileHandleForWriting.write(contentsOf: Data((TestMessage.line(order) + "\n").utf8))
    }

    /// Ends the program's input.
    package func endInput() {
        try? input.fileHandleForWriting.close()
    }

    /// All lines that no test has taken yet, whatever they are.
    package var lines: [String] { speech.condition.withLock { speech.lines.map(\.text) } }

    /// All events that no test has taken yet.
    package var events: [TestEvent] { speech.condition.withLock { speech.lines.compactMap(\.event) } }

    /// The events of one kind that no test has taken yet.
    package func events(_ pattern: EventPattern) -> [TestEvent] { events.filter(pattern.matches) }

    /// Waits for an event, and takes it out.
    ///
    /// - Parameters:
    ///   - pattern: which one, and what it must tell.
    ///   - seconds: how long to wait at most: far more than it takes.
    @discardableResult
    package func expect(_ pattern: EventPattern, within seconds: Double = 20) async throws -> TestEvent {
        let event = try await onThread { [self] in
            try waitFor(seconds, what: pattern.description) { speech.take(pattern) }
        }
        guard pattern.accepts(event) else { throw Unexpected(expected: pattern, received: event) }
        return event
    }

    /// Waits for an event, and takes it out.
    ///
    /// - Returns: The event; nil if the program and all its workers have ended without it.
    package func expectOrEnd(_ pattern: EventPattern) async throws -> TestEvent? {
        try await onThread { [self] in
            try waitFor(60, what: "\(pattern), or the end") { () -> TestEvent?? in
                if let event = speech.take(pattern) { return event }
                return speech.hasEnded ? .some(nil) : nil
            }
        }
    }

    /// Waits until neither the program nor anything it started holds its output any more.
    package func expectEnd(within seconds: Double = 20) async throws {
        try await onThread { [self] in
            _ = try waitFor(seconds, what: "the end of all processes") { speech.hasEnded ? true : nil }
        }
        process.waitUntilExit()
    }

    private func waitFor<R>(_ seconds: Double, what: String, _ look: () -> R?) throws -> R {
        let deadline = Date(timeIntervalSinceNow: seconds)
        speech.condition.lock()
        defer { speech.condition.unlock() }
        while true {
            if let found = look() { return found }
            guard speech.condition.wait(until: deadline) else {
                throw Missing(what: what, lines: speech.lines.map(\.text), hasEnded: speech.hasEnded)
            }
            if speech.hasEnded, let found = look() { return found }
        }
    }

    package struct Missing: Error, CustomStringConvertible {
        package var what: String
        var lines: [String]
        var hasEnded: Bool
        package var description: String {
            "waited in vain for \(what); \(hasEnded ? "the program has ended; " : "")left unread:\n"
                + lines.joined(separator: "\n")
        }
    }

    /// An event that tells something else than the test requires.
    package struct Unexpected: Error, CustomStringConvertible {
        var expected: EventPattern
        var received: TestEvent
        package var description: String { "expected \(expected), received \(received)" }
    }

    deinit {
        // Also after a failed test nothing may go on.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

/// What a program has said.
///
/// `@unchecked Sendable` is right because everything is touched under `condition`'s lock alone.
private final class Speech: @unchecked Sendable {
    let condition = NSCondition()
    var lines: [Line] = []
    var hasEnded = false

    /// A line, which is an event unless a task has printed it.
    struct Line {
        var text: String
        var event: TestEvent?
    }

    /// Removes the first event that matches; the caller holds the lock.
    func take(_ pattern: EventPattern) -> TestEvent? {
        guard let index = lines.firstIndex(where: { $0.event.map(pattern.matches) ?? false }) else { return nil }
        return lines.remove(at: index).event
    }

    /// Reads until no process is left that holds the output.
    func read(_ output: FileHandle) {
        var rest = Data()
        while case let data = output.availableData, !data.isEmpty {
            rest += data
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let text = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                let line = Line(text: text, event: TestMessage.read(text))
                rest = Data(rest[(end + 1)...])
                condition.withLock {
                    lines.append(line)
                    condition.broadcast()
                }
            }
        }
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }
}

package import Foundation

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
    package func say(_ line: String) {
        try? input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Ends the program's input.
    package func endInput() {
        try? input.fileHandleForWriting.close()
    }

    /// Everything said so far.
    package var said: [String] { speech.condition.withLock { speech.lines } }

    /// Waits for a line, and takes it out.
    ///
    /// - Parameters:
    ///   - start: how it begins.
    ///   - seconds: how long to wait at most: far more than it takes.
    /// - Returns: the line's words.
    @discardableResult
    package func expect(_ start: String, within seconds: Double = 20) async throws -> [String] {
        let line = try await onThread { [self] in
            try waitFor(seconds, what: "a line '\(start)…'") { () -> String? in
                guard let index = speech.lines.firstIndex(where: { $0.hasPrefix(start) }) else { return nil }
                return speech.lines.remove(at: index)
            }
        }
        return line.split(separator: " ").map(String.init)
    }

    /// Waits for a line, and takes it out.
    ///
    /// - Parameter start: how it begins.
    /// - Returns: the line's words; nil if the program and all its workers have ended without it.
    package func expectOrEnd(_ start: String) async throws -> [String]? {
        let line = try await onThread { [self] in
            try waitFor(60, what: "a line '\(start)…', or the end") { () -> String?? in
                if let index = speech.lines.firstIndex(where: { $0.hasPrefix(start) }) {
                    return speech.lines.remove(at: index)
                }
                return speech.hasEnded ? .some(nil) : nil
            }
        }
        return line?.split(separator: " ").map(String.init)
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
                throw Missing(what: what, said: speech.lines, hasEnded: speech.hasEnded)
            }
            if speech.hasEnded, let found = look() { return found }
        }
    }

    package struct Missing: Error, CustomStringConvertible {
        package var what: String
        var said: [String]
        var hasEnded: Bool
        package var description: String {
            "waited in vain for \(what); \(hasEnded ? "the program has ended; " : "")left unread:\n"
                + said.joined(separator: "\n")
        }
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
    var lines: [String] = []
    var hasEnded = false

    /// Reads until nobody is left who could say anything.
    func read(_ output: FileHandle) {
        var rest = Data()
        while case let data = output.availableData, !data.isEmpty {
            rest += data
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
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

extension App {
    /// The application of most tests, started.
    ///
    /// - Parameters:
    ///   - folder: where its database lies.
    ///   - workers: nil leaves the number to the database and the default.
    ///   - options: further arguments.
    package static func started(_ folder: TemporaryFolder, workers: Int? = 2, _ options: String...) async throws -> App
    {
        let app = try App("TestApp", [folder.database, workers.map(String.init) ?? "unsaid"] + options)
        try await app.expect("started")
        return app
    }

    /// Gives an order that stores a task, and waits until it is stored.
    package func store(_ order: String) async throws -> String {
        say(order)
        return try await expect("stored")[1]
    }

    /// Gives an order, and waits until it is carried out.
    package func call(_ order: String) async throws {
        say(order)
        try await expect("called")
    }
}

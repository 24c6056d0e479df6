import Foundation

/// This program, started again with one of its hidden subcommands, with a pipe in each direction.
final class BareProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ subcommand: String, database: String, _ arguments: [String] = []) throws {
        process.executableURL = Bundle.main.executableURL
        process.arguments = [subcommand, database] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try awaitReady()
    }

    private func awaitReady() throws { _ = try readNumber() }

    var processID: pid_t { process.processIdentifier }

    /// Writes one byte.
    func poke() { Bytes.write([0], to: input.fileHandleForWriting.fileDescriptor) }

    /// Waits for the next number from the process.
    func readNumber() throws -> Int64 { try Bytes.readNumber(from: output.fileHandleForReading.fileDescriptor) }

    /// Closes the process's input, whereupon it ends, and waits for its end.
    func end() throws {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

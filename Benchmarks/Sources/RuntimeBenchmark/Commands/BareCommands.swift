import ArgumentParser
import Foundation

/// A yardstick's process that claims and finishes tasks one by one until none is due.
struct BareDrainer: ParsableCommand {
    static let name = "bare-drainer"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    @Argument var database: String

    func run() throws {
        let database = try BareDatabase(database)
        Bytes.write(0, to: STDOUT_FILENO)
        while Bytes.readPoke(from: STDIN_FILENO) {
            let before = ProcessorTime.ofThisProcess()
            while let row = try database.claim() { try database.finish(row) }
            Bytes.write(ProcessorTime.ofThisProcess() - before, to: STDOUT_FILENO)
        }
    }
}

/// A yardstick's process that claims one task for each byte it reads, and answers with the instant of the claim.
struct BareClaimer: ParsableCommand {
    static let name = "bare-claimer"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    @Argument var database: String

    func run() throws {
        let database = try BareDatabase(database)
        Bytes.write(0, to: STDOUT_FILENO)
        while Bytes.readPoke(from: STDIN_FILENO) {
            guard let row = try database.claim() else { continue }
            Bytes.write(Monotonic.now(), to: STDOUT_FILENO)
            try database.finish(row)
        }
    }
}

/// A yardstick's process that uses Swift's tasks once and then only sleeps.
struct BareSleeper: AsyncParsableCommand {
    static let name = "bare-sleeper"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    @Argument var database: String

    func run() async throws {
        await Task.detached {}.value
        Bytes.write(0, to: STDOUT_FILENO)
        _ = Bytes.readPoke(from: STDIN_FILENO)
    }
}

import ArgumentParser
import Autocron
import Foundation

/// An application that hosts workers for another one, until its input ends.
struct HostingApplication: AsyncParsableCommand {
    static let name = "hosting-application"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    @Argument var database: String

    func run() async throws {
        let autocron = try await Pool.start(database)
        Bytes.write(0, to: STDOUT_FILENO)
        _ = Bytes.readPoke(from: STDIN_FILENO)
        try await autocron.stop()
    }
}

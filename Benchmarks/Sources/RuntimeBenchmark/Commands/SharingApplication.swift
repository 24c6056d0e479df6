import ArgumentParser
import Autocron
import Foundation

/// The second of two applications that share a file: reports how long each of its calls took, in nanoseconds.
struct SharingApplication: AsyncParsableCommand {
    static let name = "sharing-application"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    @Argument var database: String
    @Argument var marks: String
    @Argument var count: Int

    func run() async throws {
        let autocron = try await Autocron.start(database, workers: Sharing.workers)
        Bytes.write(0, to: STDOUT_FILENO)
        guard Bytes.readPoke(from: STDIN_FILENO) else { return }
        for time in try Sharing.call(count..<2 * count, marks) { Bytes.write(Int64(time * 1_000), to: STDOUT_FILENO) }
        // This process must not take the pool over by ending before the other one has drained the queue.
        _ = Bytes.readPoke(from: STDIN_FILENO)
        try await autocron.stop()
    }
}

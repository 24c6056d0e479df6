import ArgumentParser
import Autocron
import Foundation

/// A pool with recurring functions, which answers each byte it reads with its processor time so far.
///
/// It is a process of its own, because recurring functions belong to a program: in the others they would disturb every
/// measure.
struct ScheduleKeeper: AsyncParsableCommand {
    static let name = "schedule-keeper"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    @Argument var database: String
    @Argument var functions: Int
    /// The time between two instants of each function; in seconds.
    @Argument var distance: Int

    func run() async throws {
        // Registers what the macro's expansion would, a thousand times.
        for number in 0..<functions {
            let options = _cronOptions(every: .seconds(distance), overlap: .allow(max: 10))
            _register("recurring\(number)()", at: "RuntimeBenchmark/ScheduleKeeper.swift:22", options) { _ in nil }
        }
        let autocron = try await Autocron.start(database, workers: 2)
        Bytes.write(0, to: STDOUT_FILENO)
        while Bytes.readPoke(from: STDIN_FILENO) {
            Bytes.write(ProcessorTime.ofThisProcess(), to: STDOUT_FILENO)
        }
        try await autocron.stop()
    }
}

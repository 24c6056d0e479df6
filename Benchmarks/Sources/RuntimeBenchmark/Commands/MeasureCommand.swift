import ArgumentParser
import Autocron
import Foundation

/// Takes the selected measures, prints a table, and writes JSON.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measures Autocron beside bare SQLite, in alternating rounds, and prints a table."
    )

    @Flag(help: "Few and short rounds, under 20 seconds together: shows that all works, its figures are rough.")
    var quick = false

    @Option(help: "How often Autocron and the yardstick alternate.")
    var rounds: Int?

    @Option(help: "Measure all again beside so many tasks that wait for a far future, such as 1000000.")
    var future = 0

    @Option(help: "How many queues these tasks of a far future are spread over.")
    var queues = 1

    @Option(name: .customLong("json"), help: "Write every figure to this file.", completion: .file())
    var jsonFile: String?

    @Option(help: "Where to put the databases; a folder on the disk that you mean.", completion: .directory)
    var folder: String = NSTemporaryDirectory()

    @Argument(help: "What to measure: \(MeasureName.allCases.map(\.rawValue).joined(separator: ", ")). All by default.")
    var measures: [MeasureName] = []

    func validate() throws {
        guard rounds ?? 1 > 0 else { throw ValidationError("'--rounds' must be at least 1") }
        guard future >= 0 else { throw ValidationError("'--future' must not be negative") }
        guard queues > 0 else { throw ValidationError("'--queues' must be at least 1") }
    }

    func run() async throws {
        let scratch = Scratch(directory: folder, queues: queues)
        // A worker is this program, started again with the same arguments: in it, this call never returns. So it
        // precedes every measure and every created file. The application stops what it has started, and continues.
        try await Autocron.start(scratch.path("first"), workers: 0).stop()
        defer { scratch.remove() }
        let selected = try (measures.isEmpty ? MeasureName.allCases : measures).map { try $0.measure(quick: quick) }
        let runner = Runner(
            scratch: scratch, rounds: rounds ?? (quick ? 2 : 7), futures: future > 0 ? [0, future] : [0]
        )
        let report = Report(facts: MachineFacts(), series: try await runner.run(selected))
        print(report.table)
        if let jsonFile { try report.json.write(to: URL(filePath: jsonFile), options: .atomic) }
    }
}

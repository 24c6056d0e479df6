import ArgumentParser
import Inspection
import InspectionModel
import Platform
import TaskModel

/// The command `autocron doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check a database and what surrounds it; each finding says what to do.",
        discussion: """
            It reads the whole file. The exit status is 1 if there is a problem; warnings do not count.
            """
    )

    @OptionGroup var database: DatabaseArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        let findings = try HealthCheck(try database.open(), now: .now()).findings()
        try output.print(findings) { output in findings.flatMap { $0.lines(on: output) } }
        if findings.contains(where: { $0.level == .problem }) { throw ExitCode(1) }
    }
}

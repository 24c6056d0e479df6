import Autocron
import Foundation

@Delay(retries: 2, unique: .untilFinished)
func backUp(_ file: String) async throws -> Delayed<String> {
    say("backing up \(file)")
    return "\(file).backup"
}

/// Stores a task for each file, so that one failure does not keep the other files from being backed up.
@Cron("30 2 * * *", missed: .runOnce(within: .seconds(6 * 3_600)))
func backUpEverything() async throws {
    try await Autocron.transaction {
        for file in ["/etc/hosts", "/etc/passwd"] { _ = try await backUp(file) }
    }
}

func say(_ text: String) {
    let line = "process \(ProcessInfo.processInfo.processIdentifier): \(text)\n"
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
}

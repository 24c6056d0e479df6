import Autocron
import Foundation

/// A call returns when the task is on disk.
@Delay(retries: 5)
func sendWelcome(to address: String, name: String) async throws {
    say("sending a welcome to \(name) <\(address)>")
}

struct Report: Codable {
    let month: Int
    let visitors: Int
}

/// A call returns a handle.
@Delay(timeout: .seconds(60))
func makeReport(month: Int) async throws -> Delayed<Report> {
    say("making the report for month \(month)")
    return Report(month: month, visitors: month * 1_000)
}

/// A call waits for the result.
@Delay(timeout: .seconds(60))
func countPrimes(below limit: Int) async throws -> Int {
    say("counting the primes below \(limit)")
    return (2..<limit).count { number in
        !(2..<number).prefix { $0 * $0 <= number }.contains { number.isMultiple(of: $0) }
    }
}

/// No code calls it: it runs every two seconds, in any free worker.
@Cron(every: .seconds(2))
func removeOldSessions() {
    say("removing old sessions")
}

/// Prints a line with this process's identifier.
func say(_ text: String) {
    let line = "process \(ProcessInfo.processInfo.processIdentifier): \(text)\n"
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
}

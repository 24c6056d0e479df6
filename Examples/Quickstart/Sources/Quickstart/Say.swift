import Foundation

/// Prints a line with the time and this process's identifier.
func say(_ text: String) {
    let time = Date().formatted(.iso8601.time(includingFractionalSeconds: true).timeSeparator(.colon))
    let line = "\(time)  process \(ProcessInfo.processInfo.processIdentifier)  \(text)\n"
    // Unbuffered, so that the lines of several processes appear in the order of the events.
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
}

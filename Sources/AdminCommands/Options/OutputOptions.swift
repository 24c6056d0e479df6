import ArgumentParser
import Inspection

/// How a listing is printed.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON: instants as ISO 8601 in UTC, durations in seconds.")
    var json = false

    /// Prints a snapshot, as JSON or as lines.
    func print(_ snapshot: some Encodable, lines: (OutputStyle) -> [String]) throws {
        if json {
            Swift.print(try JSON(snapshot).document)
        } else {
            for line in lines(.standard) { Swift.print(line) }
        }
    }
}

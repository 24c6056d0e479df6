import ArgumentParser

/// How a listing is printed.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON: instants as ISO 8601 in UTC, durations in seconds.")
    var json = false

    /// Prints one of two forms.
    func print(json value: @autoclosure () -> JSON, lines: (OutputStyle) -> [String]) {
        if json {
            Swift.print(value().document)
        } else {
            for line in lines(.standard) { Swift.print(line) }
        }
    }
}

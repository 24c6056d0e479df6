import TaskModel

extension CrashDetails {
    /// The crash for people: reason, calls and the last output, each under a heading.
    ///
    /// - Parameters:
    ///   - title: The heading, which names the attempt.
    ///   - output: The output's properties.
    func lines(_ title: String, on output: OutputStyle) -> [String] {
        var lines = ["", output.styled(title, .heading)]
        if let reason { lines.append("  " + output.styled(TerminalEscaping.text(reason), .error)) }
        lines += frames.map { "  \($0.text)" }
        guard let standardError else { return lines }
        lines += ["", output.styled("what it wrote to standard error last", .heading)]
        return lines
            + standardError.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                "  " + TerminalEscaping.text(String(line))
            }
    }
}

extension CrashDetails.Frame {
    /// The call on one line: `shrink(_:) at /src/App/Photos.swift:31:9`.
    fileprivate var text: String {
        let place =
            "\(TerminalEscaping.text(function)) at \(TerminalEscaping.text(file)):\(line)"
            + (column > 0 ? ":\(column)" : "")
        return times > 1 ? "\(place), \(times) times" : place
    }
}

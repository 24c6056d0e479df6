import Foundation

/// A color with a meaning.
enum TextStyle: Sendable {
    case plain, heading, dim, good, warning, error

    /// The parameter of "select graphic rendition" (ECMA-48, 8.3.117), the only control sequence that is ever written,
    /// apart from those of ``Terminal``.
    var code: String? {
        switch self {
        case .plain: nil
        case .heading: "1"
        case .dim: "2"
        case .good: "32"
        case .warning: "33"
        case .error: "31"
        }
    }
}

/// The output's properties: the maximum width of a line, and whether it shows colors.
struct OutputStyle: Sendable {
    /// The number of cells in a line; nil for no limit, as in a pipe.
    var width: Int?
    var hasColors: Bool

    func styled(_ text: String, _ style: TextStyle) -> String {
        guard hasColors, let code = style.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

extension OutputStyle {
    /// Derives the properties from the environment.
    ///
    /// - Parameters:
    ///   - environment: `COLUMNS` sets the width, `NO_COLOR` (https://no-color.org) and `TERM=dumb` forbid colors.
    ///   - terminalWidth: The width of the terminal that is standard output; nil if it is not a terminal.
    init(environment: [String: String], terminalWidth: Int?) {
        let wish = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        width = wish ?? terminalWidth
        hasColors =
            terminalWidth != nil && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Standard output.
    static var standard: OutputStyle {
        OutputStyle(environment: ProcessInfo.processInfo.environment, terminalWidth: terminalWidth)
    }

    private static var terminalWidth: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

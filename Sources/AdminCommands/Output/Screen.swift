import Foundation

/// A colour with a meaning.
enum Ink: Sendable {
    case plain, heading, faint, good, doubtful, bad

    /// The parameter of "select graphic rendition" (ECMA-48, 8.3.117), the only control sequence that is ever written but
    /// for those of ``Terminal``.
    var code: String? {
        switch self {
        case .plain: nil
        case .heading: "1"
        case .faint: "2"
        case .good: "32"
        case .doubtful: "33"
        case .bad: "31"
        }
    }
}

/// Where the output goes: how wide its lines may be, and whether it shows colours.
struct Screen: Sendable {
    /// Cells in a line; nil where there is no limit, as in a pipe.
    var width: Int?
    var hasColours: Bool

    func ink(_ text: String, _ ink: Ink) -> String {
        guard hasColours, let code = ink.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

extension Screen {
    /// Decides by what the environment says.
    ///
    /// - Parameters:
    ///   - environment: `COLUMNS` sets the width, `NO_COLOR` (https://no-color.org) and `TERM=dumb` forbid colours.
    ///   - terminalWidth: of the terminal that standard output is; nil where it is none.
    init(environment: [String: String], terminalWidth: Int?) {
        let wish = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        width = wish ?? terminalWidth
        hasColours =
            terminalWidth != nil && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Standard output.
    static var standard: Screen {
        Screen(environment: ProcessInfo.processInfo.environment, terminalWidth: terminalWidth)
    }

    private static var terminalWidth: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

import ArgumentParser
import Inspection
import Platform
import TaskModel

/// How the program ends after an error: the one place that defines texts and exit statuses.
///
/// | status | meaning |
/// |---|---|
/// | 0 | done |
/// | 1 | refused, or nothing matched |
/// | 2 | wrong usage |
/// | 3 | the database is unusable |
struct CommandExit: Hashable {
    var status: Int32
    /// For standard output.
    var output: String?
    /// For standard error.
    var complaint: String?

    /// The output could not be written: the disk behind standard output is full, or standard output is closed.
    static let unwritten = AdminError(
        .refused, "not all of the output could be written; see where standard output leads (is that disk full?)")

    init(_ error: any Error) {
        switch error {
        case let error as AdminError: self.init(error)
        case let error as EnqueueRequest.Refusal: self.init(AdminError(.refused, error.description))
        case let error as StoreError: self.init(AdminError(.unusable, error.description))
        case let error as SystemFailure: self.init(AdminError(.unusable, error.description))
        case let code as ExitCode: self.init(status: code.rawValue)
        default: self.init(usage: error)
        }
    }

    private init(status: Int32) {
        self.status = status
    }

    private init(_ error: AdminError) {
        status =
            switch error.kind {
            case .refused: 1
            case .usage: 2
            case .unusable: 3
            }
        complaint = (["autocron: " + TerminalEscaping.text(error.description)] + error.excerpt).joined(separator: "\n")
    }

    /// The argument parser's output: the requested help, or the parsing error.
    private init(usage error: any Error) {
        if RootCommand.exitCode(for: error).isSuccess {
            status = 0
            output = RootCommand.fullMessage(for: error)
        } else {
            let words = RootCommand.message(for: error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let sentence = words.last.map { ".?!".contains($0) } ?? false ? String(words.dropLast()) : words
            status = 2
            complaint =
                "autocron: " + TerminalEscaping.text(sentence)
                + "; 'autocron help' and 'autocron help COMMAND' say more"
        }
    }
}

import Platform
import TaskModel

/// A remark beside the requested output, on standard error, so that it does not disturb a pipe.
enum Notice {
    static func print(_ sentence: String) {
        write("autocron: " + TerminalEscaping.text(sentence))
    }

    /// Writes lines whose hidden characters are escaped; a command does not fail because a notice cannot be written.
    static func write(_ lines: String) {
        BoundedOutput.write(Array((lines + "\n").utf8), to: 2, within: nil)
    }
}

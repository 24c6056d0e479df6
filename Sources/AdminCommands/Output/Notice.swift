import TaskStore

/// Something worth knowing beside what was asked for, on standard error, so that it is in no pipe's way.
enum Notice {
    static func say(_ sentence: String) {
        write("autocron: " + Visible.text(sentence))
    }

    /// Writes lines that are fit to be shown; a command does not fail because its notices cannot be written.
    static func write(_ lines: String) {
        BoundedOutput.write(Array((lines + "\n").utf8), to: 2, within: nil)
    }
}

import TaskStore

/// Something worth knowing beside what was asked for, on standard error, so that it is in no pipe's way.
enum Notice {
    static func say(_ sentence: String) {
        write("autocron: " + Visible.text(sentence))
    }

    /// Writes lines that are fit to be shown; where nobody reads them that is no reason to fail.
    static func write(_ lines: String) {
        BoundedOutput.write(Array((lines + "\n").utf8), to: 2, within: nil)
    }
}

import TaskModel

/// Texts in commands that a reader copies into a shell.
enum ShellText {
    /// The text as one word of a shell's command.
    static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy(plain.contains)
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }

    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,".utf8)

    /// A command with its options; those without a value are left out.
    static func command(_ name: String, _ location: String, _ options: (String, String?)...) -> String {
        let words = options.flatMap { option, value in value.map { [option, quoted($0)] } ?? [] }
        return (["autocron", name, location] + words).joined(separator: " ")
    }
}

import AdminCommands

/// The executable `autocron`.
///
/// All of it is in `AdminCommands`, because tests can import a library and not, beside a compiler plugin, an executable.
@main
enum AutocronAdmin {
    static func main() {
        CommandLineTool.main()
    }
}

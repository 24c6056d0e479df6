import AdminCommands

/// The command line `autocron`; everything is in `AdminCommands`, which tests can import.
@main
enum AutocronAdmin {
    static func main() {
        RootCommand.main()
    }
}

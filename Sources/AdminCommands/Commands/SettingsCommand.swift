import ArgumentParser
import Inspection
import TaskModel

/// The command `autocron settings`.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Show what is set, or set it, also while the application runs.",
        discussion: """
            Without an argument all settings are listed; KEY=VALUE sets one, KEY alone shows one.

            What the application says in its code beats what is set here, and that beats the default: an application
            that is started without 'workers:' has as many as are set here. A change takes effect at once in the
            application that hosts the workers, and in those: more are started, or surplus ones end when they have
            finished their task. Other applications on the same database read it when they start.

            Times are written 500ms, 30s, 10m, 2h, 1d, 1w; sizes 512kB, 1MiB, 2GB; 'none' lifts a limit.
            """
    )

    @OptionGroup var database: DatabaseArgument

    @Argument(
        help: ArgumentHelp("What to set or to show, such as workers=8.", valueName: "key=value"),
        completion: .list(Setting.allCases.map { $0.key + "=" })
    )
    var arguments: [String] = []

    @Flag(help: "Go back to the defaults: of the settings named, or of all.")
    var reset = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let arguments = try self.arguments.map { try SettingArgument($0) }
        if reset, let valued = arguments.first(where: { $0.value != nil }) {
            throw AdminError(.usage, "say --reset or '\(valued.setting.key)=…', not both")
        }
        let named = arguments.isEmpty ? Setting.allCases : arguments.map(\.setting)
        let database = try database.open()
        let changes: [(Setting, SettingValue?)] =
            reset
            ? named.map { ($0, nil) }
            : arguments.compactMap { argument in argument.value.map { (argument.setting, $0) } }
        if !changes.isEmpty { try database.set(Dictionary(changes) { _, last in last }) }
        let settings = try SettingsSnapshot(named, in: database)
        if changes.isEmpty || output.json {
            try output.print(settings, lines: settings.lines)
        } else {
            for row in settings.rows where changes.contains(where: { $0.0 == row.setting }) { printSetting(row) }
        }
    }

    /// Prints the value in effect, and warns if the application's code overrides the stored one.
    private func printSetting(_ row: SettingRow) {
        let setting = row.setting
        let stored = row.stored.map(setting.text(of:)) ?? "\(setting.text(of: setting.standard)) (default)"
        print("\(setting.key) = \(stored)  \(setting.effect)")
        guard let pinned = row.pinned, pinned != row.stored ?? setting.standard else { return }
        Notice.print(
            "\(setting.key) has no effect now: the code of the application says \(setting.text(of: pinned)), and code "
                + "beats what is stored; leave '\(setting.property)' out there to decide it here"
        )
    }
}

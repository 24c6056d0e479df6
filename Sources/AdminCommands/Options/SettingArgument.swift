import ArgumentParser
import TaskModel

/// A setting on the command line, and perhaps a value for it: `workers` or `workers=8`.
struct SettingArgument: Equatable {
    var setting: Setting
    var value: SettingValue?

    /// - Throws: `AdminError`, which proposes similar names or lists the valid values.
    init(_ argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        guard let setting = Setting(rawValue: name) ?? Setting.allCases.first(where: { $0.property == name }) else {
            let hint = NearNames.hint(name, among: Setting.allCases.map(\.key))
            throw AdminError(.usage, "there is no setting '\(name)'; \(hint ?? "'autocron settings' lists them")")
        }
        self.setting = setting
        guard parts.count > 1 else { return }
        guard let value = setting.value(of: parts[1]) else {
            throw AdminError(.usage, "'\(parts[1])' makes no sense for '\(setting.key)'; \(setting.requirement)")
        }
        self.value = value
    }
}

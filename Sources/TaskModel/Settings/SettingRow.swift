/// A setting's values: the code's, the stored one, and the one in effect.
package struct SettingRow: Hashable, Sendable {
    package enum Source: String, Sendable {
        /// The code of the application that hosts the workers, or did so last.
        case code
        case stored
        case standard = "default"
    }

    package var setting: Setting
    package var stored: SettingValue?
    package var pinned: SettingValue?

    package init(setting: Setting, stored: SettingValue?, pinned: SettingValue?) {
        self.setting = setting
        self.stored = stored
        self.pinned = pinned
    }

    package var value: SettingValue { pinned ?? stored ?? setting.standard }
    package var source: Source { pinned != nil ? .code : stored != nil ? .stored : .standard }
    package var isStandard: Bool { value == setting.standard }
    /// Whether the application's code overrides the stored value.
    package var isOverruled: Bool { pinned != nil && stored != nil && stored != pinned }
}

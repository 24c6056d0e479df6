import InspectionModel
package import TaskModel

/// The settings of a database, each with where its value comes from.
package struct SettingsSnapshot: Hashable, Sendable, Encodable {
    package var rows: [SettingRow]

    package init(_ rows: [SettingRow]) {
        self.rows = rows
    }

    /// Reads some settings.
    package init(_ settings: [Setting] = Setting.allCases, in database: InspectedDatabase) throws(StoreError) {
        rows = try database.store.settings().filter { settings.contains($0.setting) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for row in rows { try container.encode(row) }
    }
}

extension SettingRow.Source: Encodable {}

extension SettingRow: Encodable {
    private enum CodingKeys: CodingKey {
        case key, value, source, `default`, stored, code, meaning, effect
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(setting.key, forKey: .key)
        try container.encode(value, forKey: .value)
        try container.encode(source, forKey: .source)
        try container.encode(setting.standard, forKey: .default)
        try container.encodeIfPresent(stored, forKey: .stored)
        try container.encodeIfPresent(pinned, forKey: .code)
        try container.encode(setting.meaning, forKey: .meaning)
        try container.encode(setting.effect, forKey: .effect)
    }
}

/// A setting as `status` shows it.
struct SettingBrief: Encodable {
    var key: String
    var value: SettingValue
    var source: SettingRow.Source

    init(_ row: SettingRow) {
        key = row.setting.key
        value = row.value
        source = row.source
    }
}

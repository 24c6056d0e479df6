#if PostgreSQL
package import TaskModel

extension PostgresConnection {
    /// Reads the stored values of all settings, in their order.
    ///
    /// A row that this build cannot parse, such as a later build's, is ignored.
    package func settings() throws(StoreError) -> [SettingRow] {
        let rows = try rows("SELECT key, stored, pinned FROM settings") { row in
            (key: row.text(0), stored: row.optionalText(1), pinned: row.optionalText(2))
        }
        return Setting.allCases.map { setting in
            let row = rows.first { $0.key == setting.key }
            return SettingRow(
                setting: setting, stored: row?.stored.flatMap(setting.value(of:)),
                pinned: row?.pinned.flatMap(setting.anyValue(of:))
            )
        }
    }

    /// The stored values, independent of the code's.
    package func storedSettings() throws(StoreError) -> [Setting: SettingValue] {
        Dictionary(uniqueKeysWithValues: try settings().compactMap { row in row.stored.map { (row.setting, $0) } })
    }

    /// Stores a setting; the caller wakes the pool after the commit.
    ///
    /// - Parameters:
    ///   - value: The value, which must be valid; nil for the default.
    ///   - setting: The setting.
    /// - Throws: `StoreError`.
    package func set(_ value: SettingValue?, for setting: Setting) throws(StoreError) {
        try run(
            """
            INSERT INTO settings(key, stored) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET stored = excluded.stored
            """, .text(setting.key), .text(value.map(setting.text(of:))))
    }

    /// Stores the settings in the code of the program that hosts the workers, for tools.
    ///
    /// - Parameter values: The settings in its code; the others are cleared.
    /// - Throws: `StoreError`.
    package func pin(_ values: [Setting: SettingValue]) throws(StoreError) {
        let settings = Setting.allCases
        try run(
            """
            INSERT INTO settings(key, pinned) SELECT * FROM unnest($1, $2) \
            ON CONFLICT (key) DO UPDATE SET pinned = excluded.pinned \
            WHERE settings.pinned IS DISTINCT FROM excluded.pinned
            """, .texts(settings.map(\.key)), .texts(settings.map { values[$0].map($0.text(of:)) }))
    }
}
#endif

import Inspection
import TaskModel

/// The settings: what holds, where it comes from, and forms to change it.
enum SettingsPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let rows = try visit.reading.settings().rows
        let table = DataTable(
            caption: "Settings",
            columns: [
                .init("Setting"), .init("Value"), .init("From"), .init("Default"), .init("Meaning"),
                .init("A change counts"), .init("Change"),
            ],
            rows: rows.map { row($0, visit) }, empty: "There are no settings.")
        return .page(
            Page(
                title: "Settings", section: .settings, content: .part("list", "List", table.html),
                command: ShellText.command("settings", visit.reading.location), isLive: false))
    }

    private static func row(_ row: SettingRow, _ visit: Visit) -> [HTML] {
        let setting = row.setting
        return [
            "\(setting.key)", "\(setting.text(of: row.value))", "\(row.source.rawValue)",
            "\(setting.text(of: setting.standard))", "\(setting.meaning)", "\(setting.effect)", forms(row, visit),
        ]
    }

    private static func forms(_ row: SettingRow, _ visit: Visit) -> HTML {
        guard row.pinned == nil else { return "the application's code decides" }
        guard visit.access.has(.steerPool) else { return .empty }
        let key = row.setting.key
        let unset =
            row.stored == nil ? nil : visit.button("Unset", .steerPool, Address("/settings/unset"), [("key", key)])
        return """
            <form method="post" action="\(visit.link(Address("/settings")))" class="inline">\(Visit.tokenField)\
            <input type="hidden" name="key" value="\(key)"/>\
            <input name="value" aria-label="New value of \(key)" size="8" required="required"/>\
            <button type="submit">Set</button></form>\(unset)
            """
    }
}

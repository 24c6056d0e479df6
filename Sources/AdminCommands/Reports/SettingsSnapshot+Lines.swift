import Inspection
import TaskModel

extension SettingsSnapshot {
    /// The lines for people.
    func lines(on output: OutputStyle) -> [String] {
        var table = Table(columns: [
            Table.Column(title: "setting"), Table.Column(title: "value"), Table.Column(title: "from"),
            Table.Column(title: "default"), Table.Column(title: "meaning", least: 20, isOptional: true),
        ])
        table.rows = rows.map { row in
            [
                Table.Cell(row.setting.key, .heading),
                Table.Cell(row.setting.text(of: row.value), row.isStandard ? .plain : .good),
                Table.Cell(row.origin), Table.Cell(row.setting.text(of: row.setting.standard), .dim),
                Table.Cell(row.setting.meaning, .dim),
            ]
        }
        return table.lines(on: output) + overruled.map { output.styled($0, .warning) }
    }

    /// A note about each stored value that has no effect.
    private var overruled: [String] {
        rows.filter(\.isOverruled).map { row in
            let stored = row.stored.map(row.setting.text(of:)) ?? ""
            return "\(row.setting.key): \(stored) is stored, but the application's code decides"
        }
    }
}

extension SettingRow {
    fileprivate var origin: String {
        isOverruled ? "code (stored: \(setting.text(of: stored ?? value)))" : source.rawValue
    }

    /// "workers 8 (stored)".
    var words: String { "\(setting.key) \(setting.text(of: value)) (\(source.rawValue))" }
}

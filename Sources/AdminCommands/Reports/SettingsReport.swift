import SQLiteStore
import TaskModel

/// The output of `settings`.
struct SettingsReport {
    private let settings: [SettingRow]

    init(_ settings: [SettingRow]) {
        self.settings = settings
    }

    var json: JSON { .list(settings.map(\.json)) }

    func lines(on output: OutputStyle) -> [String] {
        var table = Table(columns: [
            Table.Column(title: "setting"), Table.Column(title: "value"), Table.Column(title: "from"),
            Table.Column(title: "default"), Table.Column(title: "meaning", least: 20, isOptional: true),
        ])
        table.rows = settings.map { row in
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
        settings.filter(\.isOverruled).map { row in
            let stored = row.stored.map(row.setting.text(of:)) ?? ""
            return "\(row.setting.key): \(stored) is stored, but the application's code decides"
        }
    }
}

extension SettingRow {
    /// Whether the application's code overrides the stored value.
    var isOverruled: Bool { pinned != nil && stored != nil && stored != pinned }

    fileprivate var origin: String {
        isOverruled ? "code (stored: \(setting.text(of: stored ?? value)))" : source.rawValue
    }

    /// "workers 8 (stored)".
    var words: String { "\(setting.key) \(setting.text(of: value)) (\(source.rawValue))" }

    fileprivate var json: JSON {
        .object([
            "key": .text(setting.key), "value": .setting(value), "source": .text(source.rawValue),
            "default": .setting(setting.standard), "stored": .setting(stored), "code": .setting(pinned),
            "meaning": .text(setting.meaning), "effect": .text(setting.effect),
        ])
    }

    var briefJSON: JSON {
        .object(["key": .text(setting.key), "value": .setting(value), "source": .text(source.rawValue)])
    }
}

extension JSON {
    /// Seconds for spans of time.
    fileprivate static func setting(_ value: SettingValue?) -> JSON {
        switch value {
        case .number(let number): .integer(number)
        case .span(let span): .real(span / .seconds(1))
        case .word(let word): .text(word)
        case .unlimited, nil: .null
        }
    }
}

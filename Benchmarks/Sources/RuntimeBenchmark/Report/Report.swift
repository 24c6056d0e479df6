import Foundation

/// All lines, for people or for programs.
struct Report: Encodable {
    let machine: MachineFacts
    let figures: [Line]

    init(facts: MachineFacts, series: [Series]) {
        machine = facts
        figures = series.map { one in
            Line(one, withoutFuture: one.future == 0 ? nil : series.first { $0.figure.id == one.figure.id })
        }
    }

    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.dateEncodingStrategy = .iso8601
            return try encoder.encode(self)
        }
    }

    /// A table in Markdown.
    var table: String {
        let head = "\(machine.processors) processors, \(machine.system), SQLite \(machine.sqlite)"
        let warning = machine.isReleaseBuild ? "" : "\nThis is a debug build: the figures say nothing. Use -c release."
        let rows = [["measure", "Autocron", "bare SQLite", "ratio", "required", "held"]] + figures.map(\.cells)
        return "\(head)\(warning)\n\n\(TextTable(rows: rows).text)"
    }
}

extension Line {
    fileprivate var cells: [String] {
        [
            futureTasks > 0 ? "\(title), beside \(futureTasks.formatted(.number.locale(.english))) stored" : title,
            autocron.text(unit), bare?.text(unit) ?? "–", ratioText,
            verdicts.map(\.required).joined(separator: ", "),
            verdicts.map { $0.held ? "yes" : "**no**" }.joined(separator: ", "),
        ]
    }

    private var ratioText: String {
        var parts = ratio.map { ["\($0.short) ×"] } ?? []
        if let ratioOfP99 { parts.append("p99 \(ratioOfP99.short) ×") }
        if let slowdown { parts.append("\(slowdown.short) × slower") }
        return parts.isEmpty ? "–" : parts.joined(separator: ", ")
    }
}

extension Line.Values {
    fileprivate func text(_ unit: Figure.Unit) -> String {
        let tail = p99.map { ", p99 \($0.short)" } ?? ""
        return unit == .perSecond ? "\(median.short)/s" : "\(median.short)\(tail) \(unit.rawValue)"
    }
}

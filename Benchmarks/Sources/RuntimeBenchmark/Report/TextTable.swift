/// Rows of cells in columns, as Markdown that is readable as plain text; the first row is the head.
struct TextTable {
    let rows: [[String]]

    var text: String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            line(zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) })
        }
        lines.insert(line(widths.map { String(repeating: "-", count: $0) }), at: 1)
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }
}

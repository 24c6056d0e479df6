/// Rows and columns that fit a width.
struct Table {
    struct Column {
        var title: String
        var isNumber = false
        /// The column's minimum width; nil for a column that is never cut.
        var least: Int?
        /// Whether the column is left out if the minimum widths together are too wide.
        var isOptional = false
    }

    struct Cell {
        var text: String
        var style = TextStyle.plain

        /// - Parameter text: Visible characters only; see ``TerminalEscaping``.
        init(_ text: String, _ style: TextStyle = .plain) {
            self.text = text
            self.style = style
        }
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    private static let gap = 2

    /// Lays the table out.
    ///
    /// - Parameters:
    ///   - output: The maximum width of a line, and whether there are colors.
    /// - Returns: The lines, the titles first; none for a table without rows.
    func lines(on output: OutputStyle) -> [String] {
        guard !rows.isEmpty else { return [] }
        let (chosen, widths) = layout(output.width)
        let titles = chosen.map { Cell(columns[$0].title.uppercased(), .dim) }
        return ([titles] + rows.map { row in chosen.map { row[$0] } }).map { row in
            line(row, columns: chosen, widths: widths, on: output)
        }
    }

    /// The indexes of the visible columns, and their widths.
    private func layout(_ limit: Int?) -> (chosen: [Int], widths: [Int]) {
        let natural = columns.indices.map { index in
            rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
        }
        var chosen = Array(columns.indices)
        guard let limit else { return (chosen, natural) }
        func least(_ index: Int) -> Int { min(natural[index], columns[index].least ?? natural[index]) }
        func room() -> Int { limit - Self.gap * (chosen.count - 1) }
        while chosen.reduce(0, { $0 + least($1) }) > room(), let last = chosen.last(where: { columns[$0].isOptional }) {
            chosen.removeAll { $0 == last }
        }
        var widths = chosen.map { natural[$0] }
        while widths.reduce(0, +) > room() {
            // The widest column shrinks, cell by cell, so that columns end up about equally wide.
            let candidates = widths.indices.filter { widths[$0] > least(chosen[$0]) }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return (chosen, widths)
    }

    private func line(_ row: [Cell], columns chosen: [Int], widths: [Int], on output: OutputStyle) -> String {
        var used = 0
        var parts: [String] = []
        for (position, cell) in row.enumerated() {
            // On a screen narrower than the minimum widths, the end of the line is cut.
            let room = output.width.map { max(0, $0 - used) } ?? widths[position]
            let text = DisplayWidth.cut(cell.text, to: min(widths[position], room))
            let padding = String(repeating: " ", count: max(0, min(widths[position], room) - DisplayWidth.of(text)))
            let isLast = position == row.count - 1
            let styled = output.styled(text, cell.style)
            parts.append(columns[chosen[position]].isNumber ? padding + styled : isLast ? styled : styled + padding)
            used += min(widths[position], room) + Self.gap
        }
        var line = parts.joined(separator: String(repeating: " ", count: Self.gap))
        while line.last == " " { line.removeLast() }
        return line
    }
}

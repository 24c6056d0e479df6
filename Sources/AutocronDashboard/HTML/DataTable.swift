/// A table with a caption, and a scope for each heading; it scrolls in a box of its own.
struct DataTable {
    struct Column {
        var title: HTML
        var isNumber = false

        init(_ title: HTML, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    var caption: HTML
    var columns: [Column]
    /// As many cells as columns; the first one names the row.
    var rows: [[HTML]]
    /// What stands in place of a table without rows.
    var empty: HTML

    var html: HTML {
        guard !rows.isEmpty else { return "<p class=\"empty\">\(empty)</p>" }
        let heads: [HTML] = columns.map { column in
            column.isNumber
                ? "<th scope=\"col\" class=\"number\">\(column.title)</th>" : "<th scope=\"col\">\(column.title)</th>"
        }
        return """
            <div class="scroll" role="group" tabindex="0" aria-label="Table"><table><caption>\(caption)</caption>
            <thead><tr>\(heads)</tr></thead><tbody>\(rows.map(row))</tbody></table></div>
            """
    }

    private func row(_ cells: [HTML]) -> HTML {
        let marked: [HTML] = zip(columns, cells).enumerated().map { index, pair in
            let (column, cell) = pair
            if index == 0 { return "<th scope=\"row\">\(cell)</th>" }
            return column.isNumber ? "<td class=\"number\">\(cell)</td>" : "<td>\(cell)</td>"
        }
        return "<tr>\(marked)</tr>\n"
    }
}

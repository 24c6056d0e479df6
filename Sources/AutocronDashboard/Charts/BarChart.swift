/// Numbers as bars, as a sentence, and as a table to unfold.
struct BarChart {
    struct Bar: Hashable {
        var label: String
        var value: Int
    }

    /// Unique on its page.
    var id: StaticString
    var title: HTML
    /// Says the same as the bars.
    var sentence: HTML
    /// What is counted, for the table.
    var unit: HTML
    var bars: [Bar]

    /// The number of bars that a chart draws; the table has all.
    private static let most = 400
    private static let height = 100

    var html: HTML {
        """
        <figure>
        <figcaption>\(title). \(sentence)</figcaption>
        \(drawing)
        <details><summary>Numbers</summary>\(table)</details>
        </figure>
        """
    }

    private var drawing: HTML {
        let drawn = bars.prefix(Self.most)
        let largest = max(1, drawn.map(\.value).max() ?? 1)
        let rectangles: [HTML] = drawn.enumerated().map { index, bar in
            let height = max(0, bar.value) * Self.height / largest
            return """
                <rect x="\(index * 10)" y="\(Self.height - height)" width="8" height="\(height)">\
                <title>\(bar.label): \(bar.value)</title></rect>
                """
        }
        return """
            <svg class="chart" viewBox="0 0 \(max(1, drawn.count) * 10) \(Self.height)" preserveAspectRatio="none" \
            role="img" aria-labelledby="\(id.description)-name"><title id="\(id.description)-name">\(title)</title>\
            \(rectangles)</svg>
            """
    }

    private var table: HTML {
        DataTable(
            caption: title, columns: [.init("When"), .init(unit, isNumber: true)],
            rows: bars.map { ["\($0.label)", "\($0.value)"] }, empty: "There are no numbers."
        ).html
    }
}

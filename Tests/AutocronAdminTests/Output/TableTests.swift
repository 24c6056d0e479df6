import TestSupport
import Testing

@testable import AdminCommands

@Suite("Tables fit their width")
struct TableTests {
    private let table = Table(
        columns: [
            Table.Column(title: "id"), Table.Column(title: "name", least: 6),
            Table.Column(title: "count", isNumber: true), Table.Column(title: "note", least: 5, isOptional: true),
        ],
        rows: [
            [Table.Cell("1"), Table.Cell("a long name"), Table.Cell("5"), Table.Cell("a longer remark")],
            [Table.Cell("20"), Table.Cell("日本語"), Table.Cell("1234"), Table.Cell("", .error)],
        ]
    )

    @Test("Without a limit everything is shown")
    func natural() {
        #expect(
            table.lines(on: OutputStyle(width: nil, hasColors: false)) == [
                "ID  NAME         COUNT  NOTE",
                "1   a long name      5  a longer remark",
                "20  日本語        1234",
            ]
        )
    }

    @Test("The widest columns give way, then optional ones go")
    func narrow() {
        #expect(
            table.lines(on: OutputStyle(width: 32, hasColors: false)) == [
                "ID  NAME       COUNT  NOTE",
                "1   a long n…      5  a longer …",
                "20  日本語      1234",
            ]
        )
        #expect(
            table.lines(on: OutputStyle(width: 17, hasColors: false)) == [
                "ID  NAME    COUNT", "1   a lon…      5", "20  日本語   1234",
            ]
        )
    }

    @Test("No line is wider than the screen", arguments: 1...60)
    func everyWidth(width: Int) {
        for line in table.lines(on: OutputStyle(width: width, hasColors: false)) {
            #expect(DisplayWidth.of(line) <= width)
        }
    }

    @Test("No rows, no titles")
    func empty() {
        #expect(Table(columns: table.columns).lines(on: OutputStyle(width: 80, hasColors: true)).isEmpty)
    }

    @Test("Colors take no room")
    func colors() {
        var table = Table(columns: [Table.Column(title: "a"), Table.Column(title: "b")])
        table.rows = [[Table.Cell("bad", .error), Table.Cell("x")], [Table.Cell("longer"), Table.Cell("y")]]
        #expect(
            table.lines(on: OutputStyle(width: 80, hasColors: true)) == [
                "\u{1B}[2mA\u{1B}[0m       \u{1B}[2mB\u{1B}[0m", "\u{1B}[31mbad\u{1B}[0m     x", "longer  y",
            ]
        )
    }
}

@Suite("The screen is what the environment says")
struct OutputStyleTests {
    @Test(
        "Width and colors",
        arguments: [
            ([:], nil, nil, false), ([:], 100, 100, true), (["NO_COLOR": "1"], 100, 100, false),
            (["NO_COLOR": ""], 100, 100, true), (["TERM": "dumb"], 100, 100, false),
            (["COLUMNS": "60"], nil, 60, false), (["COLUMNS": "60"], 100, 60, true), (["COLUMNS": "x"], 100, 100, true),
            (["COLUMNS": "0"], nil, nil, false),
        ] as [([String: String], Int?, Int?, Bool)]
    )
    func screen(environment: [String: String], terminal: Int?, width: Int?, hasColors: Bool) {
        let screen = OutputStyle(environment: environment, terminalWidth: terminal)
        #expect(screen.width == width)
        #expect(screen.hasColors == hasColors)
    }
}

/// The colors of pages, each with the same meaning in light and dark, so that tests can measure their contrast.
struct Palette: Hashable, Sendable {
    /// The name of a color in the style sheet.
    enum Name: String, CaseIterable, Sendable {
        case background, surface, text, faint, line, link, good, bad, warning, mark
    }

    /// Red, green and blue, a byte each.
    let colors: [Name: UInt32]

    static let light = Palette(colors: [
        .background: 0xFFFFFF, .surface: 0xF3F4F6, .text: 0x1A1C1F, .faint: 0x545A63, .line: 0x7A828D,
        .link: 0x0B57A4, .good: 0x17633A, .bad: 0xA3161A, .warning: 0x7A4300, .mark: 0x2F6FB5,
    ])

    static let dark = Palette(colors: [
        .background: 0x15181C, .surface: 0x20252B, .text: 0xE8EAED, .faint: 0xB4BAC3, .line: 0x828B97,
        .link: 0x8AB8FF, .good: 0x82D9A5, .bad: 0xFFA0A0, .warning: 0xF0B878, .mark: 0x7EB0F5,
    ])

    /// Declarations of the style sheet.
    var declarations: String {
        Name.allCases.map { name in
            let digits = String(colors[name] ?? 0, radix: 16)
            return "--\(name.rawValue): #\(String(repeating: "0", count: 6 - digits.count))\(digits);"
        }.joined(separator: " ")
    }
}

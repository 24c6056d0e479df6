import TaskModel
import Testing

@Suite("What a terminal or a log must not obey is written out")
struct TerminalEscapingTests {
    @Test(
        "Texts",
        arguments: [
            ("plain text, ünïcödé, 日本語, 👩", "plain text, ünïcödé, 日本語, 👩"),
            ("\u{1B}[31mred\u{1B}[0m", #"\u{1B}[31mred\u{1B}[0m"#),
            ("\u{1B}]0;title\u{7}", #"\u{1B}]0;title\u{07}"#),
            ("\u{9B}31m", #"\u{9B}31m"#),
            ("line\nother\r\tend\0", #"line\nother\r\tend\u{00}"#),
            ("\u{7F}", #"\u{7F}"#),
            ("user\u{202E}gnp.exe", #"user\u{202E}gnp.exe"#),
            ("\u{2066}\u{2069}\u{200E}\u{061C}", #"\u{2066}\u{2069}\u{200E}\u{61C}"#),
            ("a\u{200B}b\u{FEFF}", #"a\u{200B}b\u{FEFF}"#),
            ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#),
            ("\u{E0041}\u{E000}", #"\u{E0041}\u{E000}"#),
            ("\u{3164}\u{115F}", #"\u{3164}\u{115F}"#),
            ("❤️", "❤️"),
        ]
    )
    func texts(text: String, expected: String) {
        #expect(TerminalEscaping.text(text) == expected)
    }

    @Test(
        "Bytes that are no UTF-8",
        arguments: [
            ([0x61, 0xFF, 0x62], #"a\xFFb"#), ([0xC3], #"\xC3"#), ([0xC3, 0xA9, 0xC3], #"é\xC3"#),
            ([0xED, 0xA0, 0x80], #"\xED\xA0\x80"#), ([0xC0, 0x80], #"\xC0\x80"#), ([0x1B, 0xFE], #"\u{1B}\xFE"#),
            ([], ""),
        ] as [([UInt8], String)]
    )
    func bytes(bytes: [UInt8], expected: String) {
        #expect(TerminalEscaping.text(bytes) == expected)
    }
}

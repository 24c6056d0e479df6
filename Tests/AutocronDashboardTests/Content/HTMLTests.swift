import Testing

@testable import AutocronDashboard

@Suite("HTML that only literals and escaped text can become")
struct HTMLTests {
    private func text(_ html: HTML) -> String { html.text(token: "TOKEN") }

    @Test("Literals are markup, and interpolated texts are escaped, in content and in attributes")
    func escaping() {
        let hostile = #"<script>alert("x")</script>&'"#
        #expect(
            text("<p title=\"\(hostile)\">\(hostile)</p>")
                == "<p title=\"&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;\">"
                + "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;</p>")
        let list: [HTML] = ["<li>\(1)</li>", "<li>\("<2>")</li>"]
        #expect(text("<ul>\(list)</ul>\(nil as HTML?)") == "<ul><li>1</li><li>&lt;2&gt;</li></ul>")
    }

    @Test("Hidden characters become visible, and are set apart in stored texts")
    func hidden() {
        #expect(text("\("a\u{202E}b\u{0}")") == #"a\u{202E}b\u{00}"#)
        #expect(text("\(stored: "a\u{202E}<")") == #"<bdi>a<span class="hidden">\u{202E}</span>&lt;</bdi>"#)
        #expect(text("\(stored: [0x61, 0xFF, 0x3C])") == #"<bdi>a\xFF&lt;</bdi>"#)
        #expect(text("<pre>\(lines: "a\n<b>")</pre>") == "<pre><bdi>a</bdi>\n<bdi>&lt;b&gt;</bdi></pre>")
    }

    @Test("The value of a form's field comes back as it is")
    func raw() {
        #expect(text("<input value=\"\(raw: "a\"\u{202E}é")\"/>") == "<input value=\"a&quot;&#8238;é\"/>")
        #expect(text("\(raw: "a\n\u{1B}\u{FFFE}")") == #"a\n\u{1B}\u{FFFE}"#)
        #expect(HTML.canCarry("a\u{202E}é\u{2028}"))
        #expect(!HTML.canCarry("a\n") && !HTML.canCarry("\u{0}") && !HTML.canCarry("\u{85}"))
    }

    @Test("The form token stands in its places, however often, and in whatever order parts are put together")
    func token() {
        let field: HTML = "<i>\(HTML.formToken)</i>"
        #expect(text(field + "-" + field) == "<i>TOKEN</i>-<i>TOKEN</i>")
        #expect(text([field, field].joined(separator: ", ")) == "<i>TOKEN</i>, <i>TOKEN</i>")
        #expect(text(.empty + .formToken) == "TOKEN")
    }
}

import TaskModel
import Testing

@Suite("Strings inside JSON")
struct JSONStringTests {
    @Test(
        "They end at the first quotation mark that no backslash escapes",
        arguments: [
            (#""""#, 2), (#""a","b""#, 3), (#""\"""#, 4), (#""\\""#, 4), (#""\\\"x" "#, 7), (#""ü""#, 4),
        ])
    func ends(_ json: String, _ end: Int) {
        #expect(JSONString.end(ofStringAt: 0, in: Array(json.utf8)) == end)
    }

    @Test("One that does not end has no end", arguments: [#"""#, #""a"#, #""a\""#, #""\"#])
    func endless(_ json: String) {
        #expect(JSONString.end(ofStringAt: 0, in: Array(json.utf8)) == nil)
    }
}

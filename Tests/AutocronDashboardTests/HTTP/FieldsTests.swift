import TestSupport
import Testing

@testable import AutocronDashboard

@Suite("Parameters and forms")
struct FieldsTests {
    @Test("Names may hold any text, and come back from an address as they were")
    func roundTrip() throws {
        let names = ["App.f(a:b:)", "a/b?c=d&e#f", "ä € 🙂", "100%", "a+b c", "\u{0}\u{202E}\r\n\"'<>"]
        for name in names {
            let encoded = PercentEncoding.encode(name)
            #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "&") })
            #expect(PercentEncoding.decode(encoded.utf8) == name)
            #expect(try Fields("name=\(encoded)".utf8)?.text("name") == name)
        }
    }

    @Test(
        "What is encoded wrongly is refused whole",
        arguments: ["name=%", "name=%4", "name=%GG", "name=%FF", "%FF=x", "a=1&b=%C0%80"])
    func malformed(query: String) {
        #expect(Fields(query.utf8) == nil)
    }

    @Test("One value is expected, and an empty one counts as none")
    func single() throws {
        let fields = try #require(Fields("a=1&a=2&b=&c=x+y&d".utf8))
        #expect(throws: Refusal.badParameter) { try fields.text("a") }
        #expect(fields.texts("a") == ["1", "2"])
        #expect(try fields.text("b") == nil)
        #expect(try fields.text("c") == "x y")
        #expect(try fields.text("d") == nil)
        #expect(throws: Refusal.badParameter) { try fields.value("c") { Int($0) } }
        #expect(!fields.hasOnly(["a", "b", "c"]))
        #expect(Fields(String(repeating: "a=1&", count: Fields.most + 1).utf8) == nil)
    }

    @Test("Random bytes are read or refused, and nothing else happens")
    func random() {
        var generator = SeededGenerator(for: "fields")
        let likely = Array("%&=+;aF0 \"<".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? likely.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
            }
            _ = Fields(bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            let request = DashboardRequest(method: "GET", target: "/", headers: [DashboardHeader("Cookie", text)])
            #expect(FormToken(in: request) == nil)
        }
    }
}

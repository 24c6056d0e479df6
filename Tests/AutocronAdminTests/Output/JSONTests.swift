import Foundation
import TestSupport
import Testing

@testable import AdminCommands

@Suite("JSON")
struct JSONTests {
    @Test(
        "Values",
        arguments: [
            (JSON.null, "null"), (.bool(true), "true"), (.integer(.max), "9223372036854775807"), (.real(0.25), "0.25"),
            (.real(3), "3"), (.real(.nan), "null"), (.real(.infinity), "null"), (.text("a\"\\\n"), #""a\"\\\n""#),
            (.text("\u{1B}\u{202E}\u{E0041}é"), #""\u001B\u202E\uDB40\uDC41é""#),
            (.list([.integer(1), .null]), "[1,null]"), (.object(["b": .null, "a": .integer(1)]), #"{"b":null,"a":1}"#),
            (.instant(250_000), #""1970-01-01T00:00:00.25Z""#), (.instant(nil), "null"),
            (.span(.microseconds(1_500_000)), "1.5"),
        ] as [(JSON, String)]
    )
    func values(value: JSON, text: String) throws {
        #expect(value.text == text)
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    @Test("Stored JSON stays what it is, and shows nothing hidden")
    func stored() {
        #expect(
            JSON.value(Array(#"{"n":12345678901234567890,"t":"ok"}"#.utf8)).text
                == #"{"n":12345678901234567890,"t":"ok"}"#)
        #expect(JSON.value(Array("{\n\"t\": \"\u{202E}\u{9B}\"}".utf8)).text == #"{ "t": "\u202E\u009B"}"#)
        #expect(JSON.value(Array("no JSON \u{1B}".utf8)).text == #""no JSON \u001B""#)
        #expect(JSON.value([0xFF]).text == #""\\xFF""#)
        #expect(JSON.value(nil).text == "null")
    }

    @Test("A list's elements stand on lines of their own")
    func document() {
        #expect(JSON.list([.integer(1), .integer(2)]).document == "[\n  1,\n  2\n]")
        #expect(JSON.list([]).document == "[]")
    }
}

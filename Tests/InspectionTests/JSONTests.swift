import Foundation
import Platform
import Testing

@testable import Inspection

@Suite("JSON")
struct JSONTests {
    @Test(
        "Values",
        arguments: [
            (JSON.null, "null"), (.bool(true), "true"), (.integer(.max), "9223372036854775807"), (.real(0.25), "0.25"),
            (.real(3), "3"), (.real(.nan), "null"), (.real(.infinity), "null"), (.text("a\"\\\n"), #""a\"\\\n""#),
            (.text("\u{1B}\u{202E}\u{E0041}é"), #""\u001B\u202E\uDB40\uDC41é""#),
            (.list([.integer(1), .null]), "[1,null]"),
            (.object([JSON.Member("b", .null), JSON.Member("a", .integer(1))]), #"{"b":null,"a":1}"#),
        ] as [(JSON, String)]
    )
    func values(value: JSON, text: String) throws {
        #expect(value.text == text)
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    @Test("Instants, durations and what is missing")
    func times() throws {
        #expect(try JSON(WallTime(microseconds: 250_000)).text == #""1970-01-01T00:00:00.25Z""#)
        #expect(try JSON(Duration.microseconds(1_500_000)).text == "1.5")
        #expect(try JSON(Duration?.none).text == "null")
        #expect(try JSON(WallTime?.none).text == "null")
    }

    @Test("Stored JSON stays what it is, and shows nothing hidden")
    func stored() throws {
        func text(_ bytes: [UInt8]) throws -> String { try JSON(StoredJSON(bytes)).text }
        #expect(
            try text(Array(#"{"n":12345678901234567890,"t":"ok"}"#.utf8)) == #"{"n":12345678901234567890,"t":"ok"}"#)
        #expect(try text(Array("{\n\"t\": \"\u{202E}\u{9B}\"}".utf8)) == #"{ "t": "\u202E\u009B"}"#)
        #expect(try text(Array("no JSON \u{1B}".utf8)) == #""no JSON \u001B""#)
        #expect(try text([0xFF]) == #""\\xFF""#)
        #expect(try JSON(StoredJSON?.none).text == "null")
        #expect(try JSON(StoredText([0x61, 0xFF])).text == #""a\\xFF""#)
    }

    @Test("A list's elements stand on lines of their own")
    func document() {
        #expect(JSON.list([.integer(1), .integer(2)]).document == "[\n  1,\n  2\n]")
        #expect(JSON.list([]).document == "[]")
    }
}

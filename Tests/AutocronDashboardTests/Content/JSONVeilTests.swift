import Testing

@testable import AutocronDashboard

@Suite("Stored JSON on pages")
struct JSONVeilTests {
    private let veil = JSONVeil(keys: ["password", "Token"])

    @Test(
        "The values of secret keys are veiled at any depth, and every other byte stays",
        arguments: [
            (#"{"a":1.00,"password":"x"}"#, #"{"a":1.00,"password":"(veiled)"}"#),
            (#"{ "userPassword" : [1, {"b":2}] , "c":3}"#, #"{ "userPassword" : "(veiled)" , "c":3}"#),
            (#"[{"p\u0061ssword":{"x":"}"}},{"token":null}]"#, #"[{"p\u0061ssword":"(veiled)"},{"token":"(veiled)"}]"#),
            (#"{"a":"password","b":"\"token\":1"}"#, #"{"a":"password","b":"\"token\":1"}"#),
            (#""password""#, #""password""#), ("no JSON {\"password\":1", "no JSON {\"password\":1"),
        ])
    func veiled(json: String, expected: String) {
        #expect(String(decoding: veil.veiled(Array(json.utf8)), as: UTF8.self) == expected)
    }

    @Test(
        "JSON is laid out with its digits, and in its order",
        arguments: [
            (
                #"{"b":12345678901234567890,"a":[1,2,{}],"e":[]}"#,
                "{\n  \"b\": 12345678901234567890,\n  \"a\": [\n    1,\n    2,\n    {}\n  ],\n  \"e\": []\n}"
            ),
            (" 1.0 ", "1.0"), (#"{"a" : "b:,{" }"#, "{\n  \"a\": \"b:,{\"\n}"), ("no {JSON", "no {JSON"),
        ])
    func layout(json: String, expected: String) {
        #expect(JSONLayout.text(Array(json.utf8)) == expected)
    }

    @Test("Deep nesting and bytes that are no JSON are shown as they are")
    func hostile() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(JSONLayout.text(Array(deep.utf8)) == deep)
        #expect(veil.veiled([0xFF, 0x7B]) == [0xFF, 0x7B])
        #expect(JSONLayout.text([0xFF]) == #"\xFF"#)
    }
}

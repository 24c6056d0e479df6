import Foundation
import TestSupport
import Testing

@testable import Autocron

@Suite("Arguments")
struct ArgumentsTests {
    struct Point: Codable, Equatable {
        var x: Double
        var label: String?
    }

    private func stored(_ encode: (inout _EncodedArguments) -> Void) -> TaskCall {
        var arguments = _EncodedArguments()
        encode(&arguments)
        return arguments.call(of: "f")
    }

    private func roundTrip<T: Codable>(_ value: T) throws -> T {
        let call = stored { $0.encode(value, "a") }
        #expect(call.problem == nil)
        return try _decode(_Arguments(json: call.arguments), "a")
    }

    private func arguments(_ json: String) throws -> _Arguments {
        try _Arguments(json: Array(json.utf8))
    }

    @Test("Equal values have equal JSON, since unique keys are made of it")
    func stability() {
        struct Many: Codable, Hashable {
            var a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8
            var names = ["x": 1, "y": 2, "z": 3]
        }
        let texts = (0..<50).map { _ in stored { $0.encode(Many(), "many") }.arguments }
        #expect(Set(texts).count == 1)
    }

    @Test("The JSON is an object with a key for each parameter, and null for nil")
    func form() {
        let call = stored {
            $0.encode("a\"\\\n\u{1}é", "text")
            $0.encode(Int?.none, "none")
            $0.encode(Optional(7), "some")
            $0.encode(2.5, "half")
            $0.encode(true, "flag")
            $0.encode([1, 2], "list")
            $0.encode(1, "größe")
        }
        let json = #"{"text":"a\"\\\u000a\u0001é","none":null,"some":7,"half":2.5,"flag":true,"list":[1,2],"größe":1}"#
        #expect(String(decoding: call.arguments, as: UTF8.self) == json)
        #expect(stored { _ in }.arguments == Array("{}".utf8))
    }

    @Test(
        "Texts come back", arguments: ["", "plain", "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}", "größe 😀 \u{2028}", "\u{feff}"])
    func texts(_ text: String) throws {
        #expect(try roundTrip(text) == text)
        #expect(try roundTrip([text: text]) == [text: text])
    }

    @Test("Numbers come back to the last bit")
    func numbers() throws {
        for value in [
            0.1, -0.0, 1e300, .leastNonzeroMagnitude, 1e20, .greatestFiniteMagnitude, .infinity, -.infinity, 0, 3,
        ] as [Double] {
            #expect(try roundTrip(value).bitPattern == value.bitPattern)
            #expect(try roundTrip(Point(x: value)).x.bitPattern == value.bitPattern)
        }
        #expect(try roundTrip(Double.nan).isNaN)
        #expect(try roundTrip(Float.nan).isNaN)
        #expect(try roundTrip(Float(0.1)) == 0.1)
        #expect(try roundTrip(Int.min) == .min)
        #expect(try roundTrip(UInt64.max) == .max)
        #expect(try roundTrip(Int8(-128)) == -128)
    }

    @Test("Dates and data keep their precision")
    func datesAndData() throws {
        let date = Date(timeIntervalSinceReferenceDate: 812_345_678.123_456_7)
        #expect(try roundTrip(date) == date)
        #expect(try roundTrip([nil, date] as [Date?]) == [nil, date])
        #expect(try roundTrip(Data([0, 255, 7])) == Data([0, 255, 7]))
        let url = try #require(URL(string: "https://example.org/a?b=c"))
        #expect(try roundTrip(url) == url)
    }

    @Test("Optionals, nested ones too, and values of one's own come back")
    func values() throws {
        #expect(try roundTrip(Int?.none) == nil)
        #expect(try roundTrip(Optional("x")) == "x")
        #expect(try roundTrip(Point?.none) == nil)
        #expect(try roundTrip(Point(x: 1, label: "p")) == Point(x: 1, label: "p"))
        #expect(try roundTrip([Point(x: 1)]) == [Point(x: 1)])
        #expect(
            try roundTrip(TaskID(UUID(uuidString: "01932C07-0000-7000-8000-000000000000") ?? UUID())).description
                == "01932c07-0000-7000-8000-000000000000")
    }

    @Test("A default value stands for a key that is absent, never for null")
    func defaults() throws {
        let arguments = try arguments(#"{"a":null,"c":9,"unknown":{"x":[1,"}"]}}"#)
        let null: Int? = try _decode(arguments, "a", default: 5)
        let absent: Int? = try _decode(arguments, "b", default: 5)
        let present: Int = try _decode(arguments, "c", default: 5)
        #expect(null == nil)
        #expect(absent == 5)
        #expect(present == 9)
    }

    @Test(
        "What does not fit is named with what was found and what was expected",
        arguments: [
            (#"{}"#, "the argument 'a' is missing, and the parameter has no default value"),
            (#"{"a":"x"}"#, #"the argument 'a' is no Int: found "x""#),
            (#"{"a":null}"#, "the argument 'a' is no Int: found null"),
            (#"{"a":1.5}"#, "the argument 'a' is no Int: found 1.5"),
            (#"{"a":01}"#, "the argument 'a' is no Int: found 01"),
            (#"{"a":}"#, "the arguments are no JSON object: found {\"a\":}"),
            ("[1]", "the arguments are no JSON object: found [1]"),
            ("", "the arguments are no JSON object: found "),
            (#"{"a":1"#, #"the arguments are no JSON object: found {"a":1"#),
            (#"{"a":1}x"#, #"the arguments are no JSON object: found {"a":1}x"#),
            (#"{"a":99999999999999999999}"#, "the argument 'a' is no Int: found 99999999999999999999"),
        ]
    )
    func misfits(_ json: String, _ message: String) {
        #expect(throws: UndecodableArguments(message)) {
            let _: Int = try _decode(arguments(json), "a")
        }
    }

    @Test("A misfit is no nil")
    func optionalMisfit() {
        #expect(throws: UndecodableArguments.self) { try _decode(arguments(#"{"a":"x"}"#), "a") as Int? }
        #expect(throws: UndecodableArguments.self) { try _decode(arguments(#"{"a":3}"#), "a") as Point? }
    }

    @Test("A misfit deep inside is named with its path")
    func deepMisfit() throws {
        let error = #expect(throws: UndecodableArguments.self) {
            let _: [Point] = try _decode(arguments(#"{"a":[{"x":"one"}]}"#), "a")
        }
        #expect(
            error?.description.hasPrefix(#"the argument 'a' is no Array<Point>: found [{"x":"one"}]; at '"#) == true,
            "\(String(describing: error))")
    }

    @Test("A value that cannot be encoded is named")
    func unencodable() {
        struct Stubborn: Encodable {
            struct Refusal: Error {}
            func encode(to encoder: any Encoder) throws { throw Refusal() }
        }
        let call = stored {
            $0.encode(1, "a"); $0.encode(Stubborn(), "b"); $0.encode(Stubborn(), "c")
        }
        #expect(call.problem == "the argument 'b' cannot be encoded: Refusal()")
    }

    @Test(
        "Whatever JSON decodes by Foundation decodes to the same",
        arguments: [
            "1e2", "-0", "0", "100", "1E+2", "12.0", " 5 ", "-7",
        ])
    func agreement(_ number: String) throws {
        let double: Double = try _decode(arguments("{\"a\":\(number)}"), "a")
        #expect(try double == JSONDecoder().decode(Double.self, from: Data(number.utf8)))
        let expected = try? JSONDecoder().decode(Int.self, from: Data(number.utf8))
        let found = try? _decode(arguments("{\"a\":\(number)}"), "a") as Int
        #expect(found == expected)
        if let expected {
            #expect(try _decode(arguments("{\"a\":\(number)}"), "a") as Int? == expected)
        }
    }
}

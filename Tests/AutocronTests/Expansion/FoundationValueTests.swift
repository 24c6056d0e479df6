import Foundation
import TestSupport
import Testing

@testable import Autocron

/// What Foundation's value types become: each value comes back equal, or is refused at the call.
@Suite("Foundation's value types as arguments and results")
struct FoundationValueTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Encodes the value; throws if that, or what comes after it, is not right.
        var check: @Sendable () throws -> Void

        init<T: Codable & Equatable & Sendable>(_ value: T) {
            testDescription = "\(T.self): \(value)"
            check = { try FoundationValueTests.check(value) }
        }
    }

    /// - Throws: where something was written that does not come back as it was.
    private static func check<T: Codable & Equatable>(_ value: T) throws {
        for value in [[value], [value, value]] { try checkAlone(value) }
        try checkAlone(["key": value])
        try checkAlone(Optional(value))
        try checkAlone(value)
    }

    private static func checkAlone<T: Codable & Equatable>(_ value: T) throws {
        var arguments = _EncodedArguments()
        arguments.encode(value, "x")
        let call = arguments.call(of: "f")
        if let problem = call.problem {
            // The whole sentence of an error at the call.
            #expect(problem.hasPrefix("the argument 'x' cannot be encoded: "))
            #expect(throws: UnstorableResult.self) { try _encode(value).json(limit: .max) }
            return
        }
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(call.arguments)) }
        let argument: T = try _decode(_Arguments(json: call.arguments), "x")
        #expect(argument == value)
        let result: T = try decodeResult(try _encode(value).json(limit: .max))
        #expect(result == value)
    }

    private static func samples<T: Codable & Equatable & Sendable>(_ values: [T]) -> [Sample] {
        values.map { Sample($0) }
    }

    static let decimals: [Decimal] = [
        .nan, .zero, .pi, .greatestFiniteMagnitude, .leastFiniteMagnitude, .leastNonzeroMagnitude, Decimal(-1.5),
    ]
    static let doubles: [Double] = [
        .infinity, -.infinity, 0, -0.0, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e300, 1e16,
    ]
    static let floats: [Float] = [.infinity, -.infinity, 0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    static let integers: [Int64] = [.min, .max, 0]
    static let wideIntegers: [Int128] = [.min, .max, 0]
    static let dates: [Date] = [
        .distantPast, .distantFuture, Date(timeIntervalSince1970: 0.1), Date(timeIntervalSince1970: .infinity),
        Date(timeIntervalSinceReferenceDate: 1e-9),
    ]
    static let spans: [Duration] = [.seconds(Int64.max), .nanoseconds(1), .zero, .seconds(Int64.min)]
    static let texts: [String] = [
        "", "\0\u{1F}\"\\/", "\u{2028}\u{FEFF}👩‍👩‍👧", "NaN", "-", "\n",
    ]
    static let links: [URL] = [URL(string: "https://example.org/a?a=b#c"), URL(filePath: "/tmp/a b")].compactMap { $0 }
    static let calendars: [Calendar] = [Calendar(identifier: .gregorian), Calendar(identifier: .hebrew)]
    static let zones: [TimeZone] = [TimeZone(identifier: "Europe/Berlin"), TimeZone(secondsFromGMT: 0)].compactMap {
        $0
    }

    static let plain: [Sample] = {
        var all = samples(decimals) + samples(doubles)
        all += samples(floats) + samples(integers)
        all += samples(wideIntegers) + samples([UInt128.max])
        all += samples([UInt64.max, 1 << 53 + 1])
        all += samples([CGFloat.pi, .infinity])
        all += samples(dates) + samples(spans)
        all += samples(texts)
        return all
    }()

    static let compound: [Sample] = {
        var all = samples(links) + samples(calendars)
        all += samples(zones)
        all += samples([Locale(identifier: "de_DE"), Locale(identifier: "")])
        all += samples([Data(), Data([0, 255])])
        all += [Sample(UUID()), Sample(DateInterval(start: .distantPast, duration: 1e9))]
        all += [Sample(DateComponents(year: 2026, month: 2))]
        all += [Sample(URLComponents(string: "a:b?c")), Sample(CharacterSet(charactersIn: "abc"))]
        all += [Sample(PersonNameComponents(givenName: "Ada")), Sample(IndexSet([1, 2, 3, 100]))]
        all += [Sample(IndexPath(indexes: [1, 2])), Sample(0..<5), Sample(0...5)]
        all += [Sample(CGPoint(x: 1.5, y: -2)), Sample(CGRect(x: 0, y: 0, width: 1, height: 2))]
        all += [Sample(NSRange(location: 1, length: 2)), Sample(Measurement(value: 1.5, unit: UnitLength.meters))]
        all += [Sample([1: "a", 2: "b"]), Sample(["a": [Decimal(1)]]), Sample(Set(["a"]))]
        return all
    }()

    @Test("It comes back equal, or is refused", arguments: plain + compound)
    func roundTrip(_ sample: Sample) throws {
        try sample.check()
    }

    @Test("A Decimal that is no number is refused at the call, wherever it stands, in words")
    func notANumber() throws {
        struct Price: Codable { var amount: Decimal }
        var arguments = _EncodedArguments()
        arguments.encode([Price(amount: 1), Price(amount: .nan)], "prices")
        let call = arguments.call(of: "f")
        #expect(call.problem?.contains("the argument 'prices' cannot be encoded") == true)
        #expect(call.problem?.contains("'NaN'") == true)
        let error = #expect(throws: UnstorableResult.self) { try _encode(Decimal.nan).json(limit: .max) }
        #expect(error?.description.contains("'NaN'") == true)
    }

    @Test(
        "Numbers and words are told from what is none",
        arguments: [
            ("[1,-2.5,1e3,1E-7,0,-0,0.0]", nil), (#"{"NaN":"NaN","a":[true,false,null]}"#, nil), (#""\"NaN""#, nil),
            ("", nil), ("[NaN]", "NaN"), ("[01]", "01"), ("[1.]", "1."), ("[.5]", ".5"), ("[+1]", "+1"), ("[1e]", "1e"),
            ("[inf]", "inf"), ("[--1]", "--1"), ("[nul]", "nul"), ("[-]", "-"), ("[1 2]", nil), ("[0x1]", "0x1"),
        ] as [(String, String?)])
    func tokens(_ json: String, _ invalid: String?) {
        #expect(JSONTokens.firstInvalid(in: Array(json.utf8)) == invalid)
    }
}

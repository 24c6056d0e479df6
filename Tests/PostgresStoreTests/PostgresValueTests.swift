#if PostgreSQL
import Platform
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Values on their way to the server and back", .needsServer)
struct PostgresValueTests {
    let connection: PostgresConnection

    init() throws {
        connection = try session()
    }

    private static let integers: [Int64?] = [nil, 0, 1, -1, 255, 256, -256, .max, .min]
    private static let texts: [String?] = [
        nil, "", "a", "NULL", "{\"a,b\"}", "\\", "𝄞 and 日本語 and e\u{301}", "\u{1}\n\t",
        String(repeating: "x", count: 1 << 20),
    ]
    private static let jsons: [[UInt8]?] = [
        nil, Array("{}".utf8), Array(#"{"text":"a\u0000b"}"#.utf8), Array(#"{"twice":1,"twice":2}"#.utf8),
        Array(#"  [1.50, 1e400] "#.utf8), Array("\"𝄞\"".utf8), Array("null".utf8),
    ]
    /// The first instant that PostgreSQL knows.
    private static let first = WallTime(microseconds: 946_684_800_000_000 - 211_813_488_000_000_000)
    private static let times: [WallTime?] = [
        nil, .epoch, .distantPast, .distantFuture, 1, -1, 946_684_800_000_000, first, first + 1, .now(),
    ]
    private static let ids: [TaskID?] = [
        nil, TaskID.make(), TaskID(high: 0, low: 0), TaskID(high: .max, low: .max), TaskID(high: 1, low: 1 << 63),
    ]
    private static let bools: [Bool?] = [nil, true, false]
    private static let reals: [Double?] = [
        nil, 0, 1.5, -1.5, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity,
    ]

    /// What one statement says, whose only column is the value.
    private func back<R>(
        _ type: String, _ value: PostgresValue, make: (PostgresRow) throws(StoreError) -> R
    ) throws -> R {
        try #require(try connection.first("SELECT $1::\(type)", value, make: make))
    }

    /// The elements of an array as the server counts them.
    private func elements<R>(
        _ type: String, _ value: PostgresValue, make: (PostgresRow) throws(StoreError) -> R
    ) throws -> [R] {
        try connection.rows(
            "SELECT value FROM unnest($1::\(type)[]) WITH ORDINALITY AS array_of(value, place) ORDER BY place", value,
            make: make)
    }

    @Test("Numbers, to the ends of their type")
    func integer() throws {
        for value in Self.integers {
            #expect(try back("bigint", .integer(value)) { $0.optionalInteger(0) } == value)
            #expect(try back("bigint", .integer(value)) { $0.integer(0) } == value ?? 0)
        }
    }

    @Test("Numbers of narrower columns")
    func narrow() throws {
        for (type, lowest, highest) in [
            ("smallint", Int64(Int16.min), Int64(Int16.max)), ("integer", Int64(Int32.min), Int64(Int32.max)),
        ] {
            for value in [lowest, -1, 0, 1, highest] {
                #expect(try back("bigint::\(type)", .integer(value)) { $0.integer(0) } == value, "\(type) \(value)")
            }
        }
    }

    @Test("Fractions")
    func real() throws {
        for value in Self.reals {
            #expect(try back("double precision", .real(value)) { $0.optionalReal(0) } == value)
        }
        #expect(try back("double precision", .real(.nan)) { $0.real(0) }.isNaN)
        #expect(try back("double precision", .real(-0.0)) { $0.real(0) }.sign == .minus)
    }

    @Test("Text, empty and of four bytes a character")
    func text() throws {
        for value in Self.texts {
            let found = try back("text", .text(value)) { $0.optionalText(0) }
            #expect(found?.utf8.elementsEqual(value?.utf8 ?? "".utf8) == (value == nil ? nil : true))
        }
    }

    @Test("JSON, byte by byte")
    func json() throws {
        for value in Self.jsons {
            #expect(try back("json", .json(value)) { $0.optionalBytes(0) } == value)
        }
    }

    @Test("Instants, to the ends of what is counted")
    func time() throws {
        for value in Self.times {
            #expect(try back("timestamptz", .time(value)) { $0.optionalTime(0) } == value)
        }
    }

    @Test("Instants that PostgreSQL reads as we do")
    func timeText() throws {
        for (value, text) in [
            (WallTime.epoch, "1970-01-01 00:00:00+00"), (1_000_001, "1970-01-01 00:00:01.000001+00"),
            (.distantPast, "-infinity"), (Self.first, "4714-11-24 00:00:00+00 BC"),
            (Self.first - 1, "-infinity"),
        ] {
            #expect(try back("timestamptz::text", .time(value)) { $0.text(0) } == text)
        }
        #expect(try back("timestamptz", .time(Self.first - 1)) { $0.time(0) } == .distantPast)
        // Only others store it; it is after everything.
        let last = try connection.first("SELECT 'infinity'::timestamptz") { $0.time(0) }
        #expect(last == .distantFuture)
    }

    @Test("Identifiers, as PostgreSQL prints them too")
    func id() throws {
        for value in Self.ids {
            #expect(try back("uuid", .id(value)) { $0.optionalTaskID(0) } == value)
            #expect(try back("uuid::text", .id(value)) { $0.optionalText(0) } == value?.description)
        }
    }

    @Test("Truth")
    func bool() throws {
        for value in Self.bools {
            #expect(try back("boolean", .bool(value)) { $0.isNull(0) ? nil : $0.bool(0) } == value)
        }
    }

    @Test("Arrays with elements that are NULL")
    func arrays() throws {
        #expect(try elements("bigint", .integers(Self.integers)) { $0.optionalInteger(0) } == Self.integers)
        #expect(try elements("text", .texts(Self.texts)) { $0.optionalText(0) } == Self.texts)
        #expect(try elements("json", .jsons(Self.jsons)) { $0.optionalBytes(0) } == Self.jsons)
        #expect(try elements("timestamptz", .times(Self.times)) { $0.optionalTime(0) } == Self.times)
        #expect(try elements("uuid", .ids(Self.ids)) { $0.optionalTaskID(0) } == Self.ids)
        #expect(try elements("boolean", .bools(Self.bools)) { $0.isNull(0) ? nil : $0.bool(0) } == Self.bools)
    }

    @Test("Arrays without elements, and without any but NULL")
    func emptyArrays() throws {
        for (type, empty, null) in [
            ("bigint", PostgresValue.integers([]), PostgresValue.integers([nil])), ("text", .texts([]), .texts([nil])),
            ("json", .jsons([]), .jsons([nil])), ("timestamptz", .times([]), .times([nil])),
            ("uuid", .ids([]), .ids([nil])), ("boolean", .bools([]), .bools([nil])),
        ] {
            #expect(try elements(type, empty) { $0.isNull(0) } == [], "\(type)")
            #expect(try elements(type, null) { $0.isNull(0) } == [true], "\(type)")
        }
    }

    @Test("Several values keep their places, also those without bytes")
    func several() throws {
        let found = try connection.first(
            "SELECT $1::text, $2::bigint, $3::text, $4::json, $5::text", .text(""), .integer(nil), .text("c"),
            .json(nil),
            .text("")
        ) { row in
            [row.optionalText(0), row.optionalText(1), row.optionalText(2), row.optionalText(3), row.optionalText(4)]
        }
        #expect(found == ["", nil, "c", nil, ""])
    }

    @Test("A NUL in a text and no JSON in JSON are refused, for their content")
    func refused() throws {
        for (type, value) in [("text", PostgresValue.text("a\0b")), ("json", .json(Array("{".utf8)))] {
            let error = #expect(throws: StoreError.self) { try back(type, value) { _ in } }
            #expect(error?.code == .refused)
        }
        #expect(try back("text", .text("after")) { $0.text(0) } == "after")
    }

    @Test("The number of changed rows")
    func changes() throws {
        try connection.script("CREATE TEMPORARY TABLE numbers(number bigint PRIMARY KEY)")
        let insert = "INSERT INTO numbers SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING"
        #expect(try connection.run(insert, .integers([1, 2, 3])) == 3)
        #expect(try connection.run(insert, .integers([3, 4])) == 1)
        #expect(try connection.run("UPDATE numbers SET number = -number WHERE number > $1", .integer(2)) == 2)
        #expect(try connection.run("DELETE FROM numbers") == 4)
        #expect(try !connection.exists("SELECT 1 FROM numbers"))
    }
}
#endif

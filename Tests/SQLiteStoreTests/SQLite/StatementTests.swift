import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Values in and out of SQLite")
struct StatementTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test(
        "Texts come back as they were",
        arguments: ["", "a", "ä 🙂 'quoted' \"twice\" \\", String(repeating: "long ", count: 100_000)])
    func texts(_ text: String) throws {
        #expect(try roundTrip(.text(text)) { $0.text(0) } == text)
        #expect(try roundTrip(.optionalText(text)) { $0.optionalText(0) } == text)
    }

    @Test(
        "Bytes come back as they were",
        arguments: [[], [0], [UInt8](0...255), [UInt8](repeating: 0, count: 1_000_000)] as [[UInt8]])
    func blobs(_ bytes: [UInt8]) throws {
        #expect(try roundTrip(.blob(bytes)) { $0.blob(0) } == bytes)
        #expect(try roundTrip(.optionalBlob(bytes)) { $0.optionalBlob(0) } == bytes)
    }

    @Test("Numbers come back as they were", arguments: [0, -1, .min, .max] as [Int64])
    func numbers(_ number: Int64) throws {
        #expect(try roundTrip(.integer(number)) { $0.integer(0) } == number)
        #expect(try roundTrip(.optionalInteger(number)) { $0.optionalInteger(0) } == number)
    }

    @Test("Nothing stays nothing", arguments: 0..<3)
    func nothing(kind: Int) throws {
        let value: Statement.Value = [.optionalText(nil), .optionalBlob(nil), .optionalInteger(nil)][kind]
        #expect(try roundTrip(value) { $0.isNull(0) } == true)
        #expect(
            try roundTrip(value) {
                $0.optionalText(0) == nil && $0.optionalBlob(0) == nil && $0.optionalInteger(0) == nil
            } == true)
    }

    @Test("Several values of any length, one after the other, are not mixed up")
    func several() throws {
        let lengths = [0, 1, 300, 0, 70_000, 5, 65_000, 2]
        for shift in lengths.indices {
            let texts = lengths.indices.map { index in
                let place = (index + shift) % lengths.count
                return String(repeating: Character(Unicode.Scalar(UInt8(97 + place))), count: lengths[place])
            }
            let seen = try fixture.store.write { connection throws(StoreError) in
                try connection.statement("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8").first(
                    .text(texts[0]), .blob(Array(texts[1].utf8)), .text(texts[2]), .blob(Array(texts[3].utf8)),
                    .optionalText(texts[4]), .optionalBlob(Array(texts[5].utf8)), .text(texts[6]),
                    .blob(Array(texts[7].utf8))
                ) { row in (0..<8).map { row.text($0) } }
            }
            #expect(seen == texts)
        }
    }

    private func roundTrip<R: Sendable>(_ value: Statement.Value, _ make: (Statement) -> R) throws -> R? {
        try fixture.store.write { connection throws(StoreError) in
            try connection.statement("SELECT ?1").first(value) { make($0) }
        }
    }
}

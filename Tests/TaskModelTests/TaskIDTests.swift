import Foundation
import Testing

@testable import Platform
@testable import TaskModel

@Suite("A task's identifier")
struct TaskIDTests {
    @Test("It is a UUID of version 7, in the variant of RFC 9562, and made of the present millisecond")
    func version() throws {
        let before = WallTime.now().microseconds / 1_000
        let bytes = TaskID.make().bytes
        let after = WallTime.now().microseconds / 1_000
        #expect(bytes[6] >> 4 == 7)
        #expect(bytes[8] >> 6 == 0b10)
        let milliseconds = bytes.prefix(6).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        #expect((before...after).contains(milliseconds))
    }

    @Test("It sorts by the millisecond, as bytes and as text")
    func order() {
        let ids = (0..<5).map { _ in
            let now = WallTime.now().microseconds / 1_000
            while WallTime.now().microseconds / 1_000 == now {}
            return TaskID.make()
        }
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    }

    @Test("No two are equal")
    func unique() {
        #expect(Set((0..<20_000).map { _ in TaskID.make() }).count == 20_000)
    }

    @Test("Bytes and text lead back to it")
    func roundTrip() throws {
        let id = TaskID.make()
        #expect(TaskID(bytes: id.bytes) == id)
        #expect(TaskID(id.description) == id)
        #expect(TaskID(id.description.uppercased()) == id)
        #expect(TaskID(id.uuid) == id)
        #expect(try JSONDecoder().decode(TaskID.self, from: JSONEncoder().encode(id)) == id)
        #expect(String(decoding: try JSONEncoder().encode([id]), as: UTF8.self) == "[\"\(id)\"]")
    }

    @Test("Its two words hold the sixteen bytes, the most significant first")
    func words() throws {
        let id = try #require(TaskID(bytes: [UInt8](1...16)))
        #expect(id == TaskID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10))
        #expect(id.bytes == [UInt8](1...16))
        #expect(id.uuid.uuidString == "01020304-0506-0708-090A-0B0C0D0E0F10")
    }

    @Test("Its text is lower case")
    func text() throws {
        let id = try #require(TaskID("01932C07-1234-7ABC-8DEF-0123456789AB"))
        #expect(id.description == "01932c07-1234-7abc-8def-0123456789ab")
        #expect(id.bytes.prefix(4) == [0x01, 0x93, 0x2C, 0x07])
    }

    @Test(
        "Other texts and other numbers of bytes are none",
        arguments: [
            "", "7", "01932c07-1234-7abc-8def-0123456789a", "01932c07-1234-7abc-8def-0123456789abc",
            "01932c0712347abc8def0123456789ab",
            "g1932c07-1234-7abc-8def-0123456789ab", " 01932c07-1234-7abc-8def-0123456789ab",
        ])
    func refusals(_ text: String) {
        #expect(TaskID(text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([TaskID].self, from: JSONEncoder().encode([text]))
        }
        for count in [0, 15, 17] { #expect(TaskID(bytes: [UInt8](repeating: 1, count: count)) == nil) }
    }
}

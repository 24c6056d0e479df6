import Platform
import TaskModel
import Testing

@testable import Inspection

@Suite("Snapshots as JSON")
struct SnapshotEncoderTests {
    private struct Sample: Encodable {
        struct Inner: Encodable {
            var isEmpty = true
            var lastCount: Int32? = nil
        }

        var firstName = "a"
        var middleName: String?
        var waited: Duration? = .milliseconds(1_250)
        var isDone: Bool?
        var share: Double?
        var inner: Inner? = Inner()
        var none: Inner?
        var numbers: [Int] = [3, 1]
        var arguments: StoredJSON? = StoredJSON(Array(#"{"b":1.0}"#.utf8))
        var at: WallTime? = .epoch
    }

    @Test("Keys are in snake case, in the order of the properties, and null where there is nothing to say")
    func keys() throws {
        let text = try JSON(Sample()).text
        #expect(
            text == #"{"first_name":"a","middle_name":null,"waited":1.25,"is_done":null,"share":null,"#
                + #""inner":{"is_empty":true,"last_count":null},"none":null,"numbers":[3,1],"arguments":{"b":1.0},"#
                + #""at":"1970-01-01T00:00:00Z"}"#)
    }

    private struct Nested: Encodable {
        enum Key: String, CodingKey { case outer, list, rest }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            var outer = container.nestedContainer(keyedBy: Key.self, forKey: .outer)
            try outer.encodeNil(forKey: .rest)
            var list = container.nestedUnkeyedContainer(forKey: .list)
            try list.encode(1)
            try list.encodeNil()
            var inner = list.nestedContainer(keyedBy: Key.self)
            try inner.encode("x", forKey: .rest)
            #expect(list.count == 3)
            try "end".encode(to: container.superEncoder(forKey: .rest))
        }
    }

    @Test("Containers inside containers")
    func nested() throws {
        #expect(try JSON(Nested()).text == #"{"outer":{"rest":null},"list":[1,null,{"rest":"x"}],"rest":"end"}"#)
    }

    @Test("Empty objects and lists stay what they are")
    func empty() throws {
        struct Empty: Encodable {}
        #expect(try JSON(Empty()).text == "{}")
        #expect(try JSON([Int]()).text == "[]")
        #expect(try JSON(PauseSnapshot()).text == "[]")
    }

    @Test("A stored failure has the keys of JSON.md")
    func failure() throws {
        let crash = CrashDetails(frames: [.init(function: "f", file: "a", line: 1, column: 2)], standardError: "x")
        #expect(
            try JSON(Failure(.crashed, exitCode: 3, crash: crash)).text
                == #"{"kind":"crashed","message":null,"type":null,"signal":null,"exit_code":3,"crash":{"reason":null,"#
                + #""frames":[{"function":"f","file":"a","line":1,"column":2,"times":1}],"standard_error":"x"}}"#)
    }
}

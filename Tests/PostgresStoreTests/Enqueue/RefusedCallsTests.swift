#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("What the function 'enqueue' refuses", .needsServer)
struct RefusedCallsTests {
    private let fixture: EnqueueFixture

    init() throws {
        fixture = try EnqueueFixture()
    }

    @Test(
        "A document that is no call is named by what it is",
        arguments: [
            ("7", "found number"), ("\"sendReceipt\"", "found string"), ("null", "found null"),
            ("[7]", "call 1 of the array is of the type number"),
            ("[{\"name\": \"f\"}, []]", "call 2 of the array is of"),
            (#"{"name": "f", "arguments": {"a": "\u0000"}}"#, "'arguments' give a string that holds"),
            (#"{"name": "a\u0000b"}"#, "leave the character out of all other fields"),
        ])
    func document(_ json: String, _ expected: String) throws {
        #expect(try fixture.refusal(json).contains(expected))
        #expect(try fixture.count() == 0)
    }

    @Test("NULL is refused, and not taken for nothing to do")
    func null() throws {
        let failure = #expect(throws: PostgresSideConnection.Failure.self) {
            try fixture.side.run("SELECT \(fixture.schema).enqueue(NULL)")
        }
        #expect(failure?.description.contains("found NULL") == true)
    }

    @Test(
        "A field is refused by its name, with what is expected",
        arguments: [
            (#"{}"#, "the call has no 'name'"), (#"{"name": ""}"#, "has no 'name'"),
            (#"{"name": null}"#, "has no 'name'"),
            (#"{"name": 7}"#, "has 'name' as number: write the stored name"),
            (#"{"nme": "f"}"#, "a field 'nme', which is not known: the fields are id, name,"),
            (#"{"name": "f", "Queue": "mail"}"#, "a field 'Queue'"),
            (#"{"name": "f", "name": "g"}"#, "has 'name' 2 times"),
            (#"{"name": "f", "id": "7"}"#, "the 'id' '7', which is no UUID"),
            (#"{"name": "f", "id": "{0192aaaa-0000-7000-8000-000000000001}"}"#, "which is no UUID"),
            (#"{"name": "f", "arguments": [1]}"#, "has 'arguments' as array: write an object, or a string"),
            (#"{"name": "f", "arguments": "[1]"}"#, "has 'arguments' that hold array"),
            (#"{"name": "f", "arguments": "{"}"#, "cannot be read: invalid input syntax for type json"),
            (#"{"name": "f", "arguments": ""}"#, "cannot be read: invalid input syntax for type json"),
            (#"{"name": "f", "arguments": {"a": "\ud834"}}"#, "cannot be read: invalid input syntax for type json"),
            (#"{"name": "f", "queue": ""}"#, "an empty 'queue'"), (#"{"name": "f", "queue": 7}"#, "'queue' as number"),
            (#"{"name": "f", "priority": "HIGH"}"#, "the 'priority' 'HIGH': write \"high\""),
            (#"{"name": "f", "priority": 0}"#, "'priority' as number"),
            (#"{"name": "f", "delay": -1}"#, "a 'delay' of -1 seconds"),
            (#"{"name": "f", "delay": "5"}"#, "'delay' as string: write a number of seconds"),
            (#"{"name": "f", "delay": 1e15}"#, "cannot be read:"),
            (#"{"name": "f", "delay": 1e400}"#, "cannot be read:"),
            (#"{"name": "f", "delay": 1, "at": 1}"#, "has 'delay' and 'at': write one"),
            (#"{"name": "f", "at": "tomorrow"}"#, "has 'tomorrow' for 'at'"),
            (#"{"name": "f", "at": "infinity"}"#, "has 'infinity' for 'at'"),
            (#"{"name": "f", "at": "2027-01-31T08:00:00"}"#, "with its offset"),
            (#"{"name": "f", "at": "2027-06-31T08:00:00Z"}"#, "out of range"),
            (#"{"name": "f", "at": 1e300}"#, "cannot be read:"), (#"{"name": "f", "at": true}"#, "'at' as boolean"),
            (#"{"name": "f", "retries": -1}"#, "has -1 'retries'"),
            (#"{"name": "f", "retries": 1.5}"#, "has 1.5 'retries'"),
            (#"{"name": "f", "retries": 1e30}"#, "'retries': write a whole number"),
            (#"{"name": "f", "backoff": "linear 1"}"#, "the 'backoff' 'linear 1'"),
            (#"{"name": "f", "backoff": "constant -1"}"#, "write \"constant 10\""),
            (#"{"name": "f", "backoff": "exponential 1"}"#, "the 'backoff'"),
            (#"{"name": "f", "backoff": "custom  1"}"#, "the 'backoff'"),
            (#"{"name": "f", "backoff": 10}"#, "'backoff' as number"),
            (#"{"name": "f", "unique": "always"}"#, "has 'always' for 'unique'"),
            (#"{"name": "f", "unique": 0}"#, "is 'unique' for 0 seconds"),
            (#"{"name": "f", "unique": true}"#, "'unique' as boolean"),
            (#"{"name": "f", "uniqueKey": 7}"#, "'uniqueKey' as number"),
        ])
    func field(_ json: String, _ expected: String) throws {
        let text = try fixture.refusal(json)
        #expect(text.contains("autocron.enqueue: the call ") && text.contains(expected), "\(text)")
        #expect(try fixture.count() == 0)
    }

    @Test(
        "Limits are those of a call in the program, counted in bytes",
        arguments: [
            ("name", 1_000, "has a 'name' of 1001 bytes"), ("queue", 200, "has a 'queue' of 201 bytes"),
            ("uniqueKey", 1_000, "has a 'uniqueKey' of 1001 bytes"),
        ])
    func limits(_ field: String, _ limit: Int, _ expected: String) throws {
        let name = field == "name" ? "" : "\"name\": \"f\", "
        let allowed = "é".repeated(limit / 2)
        try fixture.enqueue("{\(name)\"\(field)\": \"\(allowed)\"}")
        #expect(try fixture.refusal("{\(name)\"\(field)\": \"\(allowed)x\"}").contains(expected))
        #expect(try fixture.count() == 1)
    }

    @Test("Arguments of more levels than the library can read again are refused", arguments: [501, 2_000, 100_000])
    func depth(levels: Int) throws {
        let text = (#"{\"a\":"#.repeated(levels) + "1" + "}".repeated(levels))
        let refusal = try fixture.refusal("{\"name\": \"f\", \"arguments\": \"\(text)\"}")
        #expect(
            refusal.contains("of more than 500 arrays and objects") || refusal.contains("stack depth"), "\(refusal)")
    }

    @Test(
        "One call that is refused among others stores none, and is named by its place; so is an id that is there twice")
    func amongOthers() throws {
        #expect(
            try fixture.refusal(#"[{"name": "f"}, {"name": "g", "delay": -1}]"#).contains("call 2 of the array has"))
        let id = TaskID.make()
        let call = "{\"id\": \"\(id)\", \"name\": \"f\"}"
        #expect(
            try fixture.refusal("[\(call), {\"name\": \"g\"}, \(call)]").contains(
                "2 calls of the array have the id '\(id)'"))
        #expect(try fixture.count() == 0)
    }
}
#endif

#if PostgreSQL
import Platform
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("What the function 'enqueue' stores", .needsServer)
struct AcceptedCallsTests {
    private let fixture: EnqueueFixture

    init() throws {
        fixture = try EnqueueFixture()
    }

    @Test("A name alone is a task that is due, with the library's own options and an identifier of version 7")
    func plain() throws {
        let before = WallTime.now()
        let ids = try fixture.enqueue(#"{"name": "sendReceipt"}"#)
        #expect(ids.map(\.description) == (try fixture.tasks("uuid")))
        let id = try #require(ids.first)
        #expect(id.high >> 12 & 0xF == 7 && id.low >> 62 == 0b10)
        // The server is on this machine.
        let milliseconds = Int64(id.high >> 16)
        #expect((before.microseconds / 1_000...WallTime.now().microseconds / 1_000).contains(milliseconds))
        let columns =
            "name, arguments::text, queue, level, max_attempts, backoff, key, key_scope, ready, state, run_at = created"
        #expect(try fixture.tasks("row(\(columns))::text") == ["(sendReceipt,{},1,1,1,,,0,1,0,t)"])
    }

    @Test(
        "A field means what its option means in Swift",
        arguments: [
            (#""queue": "mail""#, "(SELECT q.name FROM SCHEMA.queues AS q WHERE q.id = queue)", "mail"),
            (#""priority": "high""#, "level", "0"), (#""priority": "background""#, "level", "3"),
            (#""delay": 1.5"#, "run_at - created", "00:00:01.5"), (#""delay": 1.5"#, "ready", "0"),
            (#""delay": 0"#, "ready", "1"), (#""delay": 1e6"#, "run_at - created", "11 days 13:46:40"),
            (#""at": "2199-01-31T08:00:00.25Z""#, "extract(epoch FROM run_at)", "7229203200.250000"),
            (#""at": "2199-01-31 08:00+01:30""#, "extract(epoch FROM run_at)", "7229197800.000000"),
            (#""at": 7228713600.123456"#, "extract(epoch FROM run_at)", "7228713600.123456"),
            (#""at": "1999-01-31T08:00:00Z""#, "ready", "1"),
            (#""retries": 3"#, "max_attempts", "4"), (#""retries": 2.0"#, "max_attempts", "3"),
            (#""backoff": "constant 10""#, "backoff", "constant 10000000"),
            (#""backoff": "exponential 0.5 3600""#, "backoff", "exponential 500000 3600000000"),
            (#""backoff": "custom 1 10 0.000001""#, "backoff", "custom 1000000 10000000 1"),
            (#""backoff": "custom""#, "backoff", "custom"),
            (#""backoff": "constant 9999999999999""#, "backoff", "constant 9223372036854775807"),
            (#""uniqueKey": "k""#, "key || key_scope", "f|k2"), (#""uniqueKey": """#, "key || key_scope", "f|2"),
            (#""uniqueKey": "k", "unique": "whileWaiting""#, "key || key_scope", "f|k1"),
            (#""uniqueKey": "k", "unique": 60"#, "key || key_scope", "f|k3"),
            (
                #""unique": "untilFinished""#, "key || key_scope",
                "f(44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a)2"
            ),
            // What other languages write for what they leave out.
            (#""id": null, "queue": null, "at": null, "delay": null, "arguments": null"#, "arguments::text", "{}"),
        ])
    func field(_ field: String, _ column: String, _ expected: String) throws {
        try fixture.enqueue("{\"name\": \"f\", \(field)}")
        #expect(try fixture.tasks("(\(column.replacing("SCHEMA", with: fixture.schema)))::text") == [expected])
    }

    @Test(
        "Arguments are kept byte by byte, as an object and as the text of one",
        arguments: [
            #"{ "a" :  1.50, "b":1e400,"a":[ ] }"#, #"{"text": "é \"quoted\" \\ \/ \u00e9 𝄞 \ud834\udd1e"}"#,
            "{\n\t\"large\": 123456789012345678901234567890}", "{}",
        ])
    func arguments(_ json: String) throws {
        let text = json.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            .replacing("\t", with: "\\t")
        try fixture.enqueue(
            "[{\"name\": \"f\", \"arguments\": \(json)}, {\"name\": \"f\", \"arguments\": \"\(text)\"}]")
        #expect(try fixture.tasks("arguments::text") == [json, json])
    }

    @Test("As the text of an object, arguments may hold the character that PostgreSQL's own functions refuse")
    func nul() throws {
        try fixture.enqueue(#"{"name": "f", "arguments": "{\"a\": \"\\u0000\"}"}"#)
        try fixture.enqueue(#"{"name": "f", "arguments": {"a": "\\u0000"}}"#)
        #expect(try fixture.tasks("arguments::text") == [#"{"a": "\u0000"}"#, #"{"a": "\\u0000"}"#])
    }

    @Test("As many levels as the library can read again are stored, whatever brackets stand in texts")
    func depth() throws {
        let deep = #"{"a": "#.repeated(500) + #""[[{\"{""# + "}".repeated(500)
        let wide = #"{"a": ["# + Array(repeating: "{}", count: 2_000).joined(separator: ",") + "]}"
        for json in [deep, wide] { try fixture.enqueue("{\"name\": \"f\", \"arguments\": \(json)}") }
        #expect(try fixture.tasks("arguments::text") == [deep, wide])
    }

    @Test("An array is stored in its order, each call with its own options; an empty one stores nothing")
    func array() throws {
        #expect(try fixture.enqueue("[]").isEmpty)
        let calls = (0..<1_000).map {
            "{\"name\": \"f\($0)\", \"queue\": \"q\($0 % 7)\", \"uniqueKey\": \"\(999 - $0)\"}"
        }
        let ids = try fixture.enqueue("[\(calls.joined(separator: ", "))]")
        #expect(try fixture.tasks("name") == (0..<1_000).map { "f\($0)" })
        #expect(try fixture.tasks("uuid") == ids.map(\.description))
        #expect(try fixture.side.run("SELECT count(*) FROM \(fixture.schema).queues") == ["8"])
    }

    @Test("What it stores is claimed as any other task")
    func claimed() throws {
        try fixture.enqueue(#"{"name": "f", "arguments": {"order": 7}, "priority": "high"}"#)
        let claim = try fixture.store.recordAndClaim(
            [], for: Claimant(slot: "1", limit: 9) { _ in true }, rotation: QueueRotation(), now: .now()
        ).claim
        #expect(claim.tasks.map(\.arguments) == [Array(#"{"order": 7}"#.utf8)])
    }

    @Test(
        "The caller's session may have other settings",
        arguments: [
            "search_path = pg_temp", "standard_conforming_strings = off", "datestyle = 'SQL, DMY'",
            "timezone = 'Asia/Kolkata'", "default_transaction_isolation = 'serializable'", "bytea_output = 'escape'",
            "extra_float_digits = -15", "intervalstyle = 'sql_standard'",
        ])
    func settings(_ setting: String) throws {
        try fixture.side.run("SET \(setting)")
        let at = #""at": "2199-02-03T08:00:00Z""#
        let keyed = #"{"name": "f", "unique": "untilFinished", "arguments": "{\"a\": \"\\u0000\"}"}"#
        try fixture.enqueue(#"[{"name": "f", \#(at), "backoff": "constant 0.5"}, \#(keyed)]"#)
        #expect(try fixture.tasks("extract(epoch FROM run_at)").first == "7229462400.000000")
        #expect(try fixture.tasks("backoff").first == "constant 500000")
        let digest = "encode(sha256(convert_to(arguments::text, 'UTF8')), 'hex')"
        #expect(try fixture.tasks("key = 'f(' || \(digest) || ')'").last == "t")
    }
}

extension String {
    func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
#endif

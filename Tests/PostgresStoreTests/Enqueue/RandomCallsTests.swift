#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Documents at random", .needsServer)
struct RandomCallsTests {
    private static let values = [
        "null", "true", "0", "-1", "1.5", "7", "1e30", "1e400", "-1e-400", "99999999999999999999", "\"\"", "\"mail\"",
        "\"high\"",
        "\"whileWaiting\"", "\"2027-01-31T08:00:00Z\"", "\"99999-99-99T99:99:99+99\"", "\"999999-01-01T00:00Z\"",
        "\"294276-12-31T23:59:59.9999999Z\"", "\"constant 1\"", "\"custom 9999999999999 0.0000001\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\\\\"", "\"\\u0001\"", "\"{}\"", "\"[\"", "\"{\\\"a\\\": \\\"\\\\u0000\\\"}\"", "{}",
        "{\"a\": [1, {\"b\": \"}]\"}]}", "[]", "[[[]]]", "\"0192aaaa-0000-7000-8000-000000000001\"",
        "\"0192AAAA-0000-7000-8000-00000000000G\"", "\"\u{FFFF}\u{10FFFF}é\"",
    ]
    private static let fields = [
        "id", "arguments", "queue", "priority", "delay", "at", "retries", "backoff", "uniqueKey", "unique", "",
        "\\ud800",
    ]

    @Test("Each is stored, or refused by the function's own sentence", arguments: [1, 2, 3] as [UInt64])
    func total(seed: UInt64) throws {
        let fixture = try EnqueueFixture()
        var random = SeededGenerator(seed: seed)
        var stored = 0
        for _ in 0..<400 {
            var entries = ["\"name\": \"f\""]
            for field in Self.fields.shuffled(using: &random).prefix(.random(in: 0...2, using: &random)) {
                entries.append("\"\(field)\": \(Self.values.randomElement(using: &random) ?? "")")
            }
            let call = "{\(entries.joined(separator: ", "))}"
            do {
                try fixture.enqueue(call)
                stored += 1
            } catch let failure as PostgresSideConnection.Failure {
                #expect(failure.description.hasPrefix("ERROR:  autocron.enqueue: "), "\(call): \(failure)")
            }
        }
        #expect(stored > 50 && stored < 350)
    }
}
#endif

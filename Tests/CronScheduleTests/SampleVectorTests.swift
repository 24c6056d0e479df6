import CronSchedule
import CronSyntax
import Foundation
import Testing

/// The shared vectors: accepted expressions with their first firings, and refused ones with the field that is wrong.
@Suite("Sample vectors") struct SampleVectorTests {
    @Test("fire at the listed instants", arguments: SampleVector.all.filter { $0.kind != "invalid" })
    func firings(_ vector: SampleVector) throws {
        let expression = try CronExpression(vector.expr)
        let zone = try #require(ZoneName.zone(named: vector.tz ?? ""))
        let after = try instant(vector.after ?? "")
        let expected = try (vector.next ?? []).map(instant)
        #expect(expression.firings(after: after, in: zone, count: expected.count) == expected)
        if expected.isEmpty { #expect(expression.next(after: after, in: zone) == nil) }
    }

    @Test("are refused in the listed field", arguments: SampleVector.all.filter { $0.kind == "invalid" })
    func refusals(_ vector: SampleVector) throws {
        let error = try #require(throws: CronExpressionError.self) { try CronExpression(vector.expr) }
        #expect(error.field.rawValue == vector.field, "\(error)")
        #expect(error.range.upperBound <= vector.expr.utf8.count)
        #expect(!error.range.isEmpty, "\(error)")
    }

    @Test("are all there") func count() {
        #expect(SampleVector.all.count == 150)
    }
}

/// One line of the file of vectors.
struct SampleVector: Decodable, Sendable, CustomTestStringConvertible {
    var id: String
    var kind: String
    var expr: String
    var tz: String?
    var after: String?
    var next: [String]?
    var field: String?

    var testDescription: String { "\(id): \(expr)" }

    static let all: [SampleVector] = {
        guard let url = Bundle.module.url(forResource: "sample", withExtension: "jsonl"),
            let lines = try? String(contentsOf: url, encoding: .utf8)
        else { return [] }
        return lines.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(SampleVector.self, from: Data($0.utf8))
        }
    }()
}

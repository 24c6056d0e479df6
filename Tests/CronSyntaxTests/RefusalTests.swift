import CronSyntax
import Testing

/// Refused expressions: each names its field, the exact characters, and says what was probably meant.
@Suite("Refusals") struct RefusalTests {
    @Test("say what is wrong, where, and what was meant", arguments: Refusal.table)
    func message(_ refusal: Refusal) throws {
        let error = try #require(throws: CronExpressionError.self) { try CronExpression(refusal.source) }
        #expect(error.description == refusal.message)
        #expect(error.field == refusal.field)
        #expect(error.range == refusal.range)
        #expect(error.suggestion.map { refusal.applying($0) } == refusal.fixed)
    }

    @Test("with a suggestion are right once it is applied", arguments: Refusal.table.filter { $0.fixed != nil })
    func fixed(_ refusal: Refusal) throws {
        _ = try CronExpression(#require(refusal.fixed))
    }

    @Test("name the first wrong field") func firstField() {
        for (source, field) in [
            ("x x x x x", CronExpressionError.Field.minute), ("x x x x x x", .second), ("0 x x x x", .hour),
            ("0 0 x x x", .dayOfMonth), ("0 0 * x x", .month), ("0 0 * * x", .dayOfWeek), ("x x x x", .expression),
            ("x x x x x x x", .expression), ("@x x", .expression),
        ] {
            #expect(throws: CronExpressionError.self, "\(source)") { try CronExpression(source) }
            do { _ = try CronExpression(source) } catch { #expect(error.field == field, "\(source)") }
        }
    }

    @Test("quote no more than a line") func longText() throws {
        let source = String(repeating: "z", count: 100_000) + " * * * *"
        let error = try #require(throws: CronExpressionError.self) { try CronExpression(source) }
        #expect(error.range == 0..<100_000)
        #expect(error.description.count < 120)
    }
}

/// A refused expression and all that is said about it.
struct Refusal: Sendable, CustomTestStringConvertible {
    var source: String
    var field: CronExpressionError.Field
    var range: Range<Int>
    var message: String
    var fixed: String?

    init(
        _ source: String, _ field: CronExpressionError.Field, _ range: Range<Int>, _ message: String,
        fixed: String? = nil
    ) {
        (self.source, self.field, self.range) = (source, field, range)
        (self.message, self.fixed) = (message, fixed)
    }

    var testDescription: String { source.debugDescription }

    /// The source with a suggestion applied.
    func applying(_ suggestion: CronExpressionError.Suggestion) -> String {
        var bytes = Array(source.utf8)
        bytes.replaceSubrange(suggestion.range, with: suggestion.replacement.utf8)
        return String(decoding: bytes, as: UTF8.self)
    }
}

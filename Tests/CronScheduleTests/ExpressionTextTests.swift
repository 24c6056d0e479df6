import CronSchedule
import CronSyntax
import Foundation
import TestSupport
import Testing

/// What expressions are read as, and how they are written again.
@Suite("Expression text") struct ExpressionTextTests {
    @Test(
        "is normalized",
        arguments: [
            ("*/5 * * * *", "*/5 * * * *"),
            (" \t30   9\t* * MON-FRI ", "30 9 * * 1-5"),
            ("00 009 01 01 07", "0 9 1 1 0"),
            ("5,1,3 * * * *", "1,3,5 * * * *"),
            ("1,2,3,9,9 * * * *", "1-3,9 * * * *"),
            ("0-59/15 * * * *", "0-45/15 * * * *"),
            ("0,30 * * * *", "0,30 * * * *"),
            ("0-59 * * * *", "0-59 * * * *"),
            ("*,5 * * * *", "* * * * *"),
            ("*/20,5 * * * *", "*/20,5 * * * *"),
            ("*/2,1-59/2 * * * *", "* * * * *"),
            ("*/1 */1 */1 */1 */1", "* * * * *"),
            ("*/90 * * * *", "*/60 * * * *"),
            ("*/99999999999999999999 * * * *", "*/60 * * * *"),
            ("0 0 * dec,Jan *", "0 0 * 1,12 *"),
            ("0 0 * * FRI-SUN", "0 0 * * 0,5,6"),
            ("0 0 * * 0-7", "0 0 * * 0-6"),
            ("0 0 * * SUN-SUN", "0 0 * * 0-6"),
            ("0 0 * * 1-7/2", "0 0 * * 0,1,3,5"),
            ("0 30 2 * * *", "30 2 * * *"),
            ("*/60 30 2 * * *", "*/60 30 2 * * *"),
            ("15,45 30 2 * * *", "15,45 30 2 * * *"),
            ("0 0 15,L,LW * *", "0 0 15,L,LW * *"),
            ("0 0 15W * *", "0 0 15W * *"),
            ("0 0 031W * *", "0 0 31W * *"),
            ("0 0 * * friL,MON#2,7#L,3", "0 0 * * 3,1#2,0L,5L"),
            ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"),
            ("@weekly", "0 0 * * 0"), ("@daily", "0 0 * * *"), ("@midnight ", "0 0 * * *"),
            ("\t@hourly", "0 * * * *"),
        ]
    )
    func normalized(source: String, text: String) throws {
        let expression = try CronExpression(source)
        #expect(expression.description == text)
        #expect(try CronExpression(text) == expression)
    }

    @Test("tells apart what a star makes different") func stars() throws {
        #expect(try CronExpression("0-59 * * * *") != CronExpression("* * * * *"))
        #expect(try CronExpression("0,15,30,45 * * * *") != CronExpression("*/15 * * * *"))
        #expect(try CronExpression("0 0 1-31 * MON") != CronExpression("0 0 * * MON"))
    }

    @Test("reads back as the same expression, for random ones") func roundTrip() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<3000 {
            let source = RandomExpression(using: &random, hasSeconds: .random(using: &random)).text
            let expression = try CronExpression(source)
            let again = try CronExpression(expression.description)
            #expect(again == expression, "\(source)")
            #expect(again.description == expression.description, "\(source)")
        }
    }

    @Test("is what is encoded") func encoding() throws {
        let expression = try CronExpression("30 9 * * MON-FRI")
        let encoded = try JSONEncoder().encode([expression])
        #expect(String(decoding: encoded, as: UTF8.self) == #"["30 9 * * 1-5"]"#)
        #expect(try JSONDecoder().decode([CronExpression].self, from: encoded) == [expression])
    }

    @Test("is refused by decoders as corrupted, with the reason") func decoding() throws {
        let error = try #require(throws: DecodingError.self) {
            try JSONDecoder().decode([CronExpression].self, from: Data(#"["0 25 * * *"]"#.utf8))
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("\(error)")
            return
        }
        #expect((context.underlyingError as? CronExpressionError)?.field == .hour)
        #expect(context.codingPath.count == 1)
    }
}

/// Expressions made of lists.
@Suite("Keyword lists") struct KeywordListTests {
    @Test("become the same expression as written") func written() throws {
        #expect(try CronExpression().description == "* * * * *")
        #expect(try CronExpression(minutes: [30, 0, 0], hours: [9]) == CronExpression("0,30 9 * * *"))
        let days = try CronExpression(minutes: [0], hours: [0], days: [13], months: [1, 12], weekdays: [.friday])
        #expect(try days == CronExpression("0 0 13 JAN,DEC FRI"))
        #expect(try CronExpression(weekdays: Weekday.allCases) == CronExpression("* * * * 0-6"))
    }

    @Test("are refused with the position of the failing value") func refused() {
        expectRefusal(.minute, 1..<2, "minute '60' is out of range, expected 0 to 59") {
            () throws(CronExpressionError) in _ = try CronExpression(minutes: [0, 60])
        }
        expectRefusal(.hour, 0..<1, "hour '-1' is out of range, expected 0 to 23") {
            () throws(CronExpressionError) in _ = try CronExpression(hours: [-1])
        }
        expectRefusal(.dayOfMonth, 0..<1, "day-of-month '0' is out of range, expected 1 to 31") {
            () throws(CronExpressionError) in _ = try CronExpression(days: [0])
        }
        expectRefusal(.month, 2..<3, "month '13' is out of range, expected 1 to 12") {
            () throws(CronExpressionError) in _ = try CronExpression(months: [1, 2, 13])
        }
        expectRefusal(.dayOfWeek, 0..<0, "day-of-week list is empty, leave it out for every day-of-week") {
            () throws(CronExpressionError) in _ = try CronExpression(weekdays: [])
        }
    }

    private func expectRefusal(
        _ field: CronExpressionError.Field, _ range: Range<Int>, _ message: String,
        _ body: () throws(CronExpressionError) -> Void, at location: SourceLocation = #_sourceLocation
    ) {
        do {
            try body()
            Issue.record("accepted", sourceLocation: location)
        } catch {
            #expect(error.field == field, sourceLocation: location)
            #expect(error.range == range, sourceLocation: location)
            #expect(error.description == message, sourceLocation: location)
        }
    }
}

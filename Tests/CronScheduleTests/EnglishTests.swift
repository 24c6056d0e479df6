import CronEnglish
import CronSchedule
import Foundation
import TestSupport
import Testing

/// Schedules read out.
@Suite("English") struct EnglishTests {
    @Test(
        "says what the schedule does",
        arguments: [
            ("* * * * *", "every minute"),
            ("*/5 * * * *", "every 5 minutes"),
            ("*/7 * * * *", "every 7th minute from 0 to 56 of every hour"),
            ("0 * * * *", "every hour"),
            ("30 * * * *", "at minute 30 of every hour"),
            ("0 */2 * * *", "at minute 0 of every 2nd hour from 0 to 22"),
            ("0,30 9-17 * * *", "at minute 0 and 30 of every hour from 9 to 17"),
            ("5,30 9-17 * * *", "at minute 5 and 30 of every hour from 9 to 17"),
            ("* 9 * * *", "every minute of hour 9"),
            ("*/5 9-17 * * 1-5", "every 5 minutes of every hour from 9 to 17 on Monday to Friday"),
            ("0-59 0-23 * * *", "every minute of every hour"),
            ("10-12 * * * *", "every minute from 10 to 12 of every hour"),
            ("1,2,3,50 * * * *", "at minute 1 to 3 and 50 of every hour"),
            ("30 9 * * MON-FRI", "at 09:30 on Monday to Friday"),
            ("30 9 * * *", "at 09:30 every day"),
            ("0 9,12,17 * * *", "at 09:00, 12:00 and 17:00 every day"),
            ("0 9,12,17 * 6-8 *", "at 09:00, 12:00 and 17:00 in June to August"),
            ("30 2 15 * * *", "at 15:02:30 every day"),
            ("* * * * * *", "every second"),
            ("*/10 * * * * *", "every 10 seconds"),
            ("30 * * * * *", "at second 30 of every minute of every hour"),
            ("*/15 2 * * * *", "every 15 seconds of minute 2 of every hour"),
            ("* 0,30 2 * * *", "every second of minute 0 and 30 of hour 2"),
            ("0 0 1 1 *", "at 00:00 on day 1 of January"),
            ("0 0 1-7,15 * *", "at 00:00 on day 1 to 7 and 15 of every month"),
            ("0 0 */2 * *", "at 00:00 on every 2nd day from 1 to 31 of every month"),
            ("0 0 L * *", "at 00:00 on the last day of every month"),
            ("0 0 LW * *", "at 00:00 on the last day from Monday to Friday of every month"),
            ("0 0 15W * *", "at 00:00 on the day from Monday to Friday nearest day 15 of every month"),
            ("0 0 15,L 3,6 *", "at 00:00 on day 15 and the last day of March and June"),
            ("0 0 * * FRIL", "at 00:00 on the last Friday of the month"),
            ("0 0 * * FRI#2,MON", "at 00:00 on Monday and the second Friday of the month"),
            ("0 0 * * FRI-SUN", "at 00:00 on Friday to Sunday"),
            ("0 0 * * SUN,WED", "at 00:00 on Sunday and Wednesday"),
            ("0 0 * 5 SAT,SUN", "at 00:00 on Saturday and Sunday in May"),
            ("0 0 13 * FRI", "at 00:00 on day 13 of every month, and on Friday"),
            ("0 0 13 2 FRI", "at 00:00 on day 13 of February, and on Friday in February"),
            ("0 0 */2 * MON", "at 00:00 on every 2nd day from 1 to 31 of every month if it is a Monday"),
            ("0 0 1-31 * MON", "at 00:00 every day"),
            ("0 0 13 * 0-6", "at 00:00 every day"),
            ("0 0 30 2 *", "never"),
        ]
    )
    func reading(source: String, english: String) throws {
        #expect(try CronExpression(source).english() == english)
    }

    @Test("names the time zone if there is one") func zone() throws {
        let expression = try CronExpression("30 9 * * MON-FRI")
        #expect(expression.english(in: "Europe/Berlin") == "at 09:30 on Monday to Friday, Europe/Berlin time")
    }

    @Test("is the same only for schedules that fire at the same times") func unambiguous() throws {
        var random = SeededGenerator(seed: 5)
        var firingsByReading: [String: (text: String, firings: [Date])] = [:]
        for _ in 0..<3000 {
            let text = Self.simpleExpression(using: &random)
            let expression = try CronExpression(text)
            let start = Date(timeIntervalSince1970: 1_700_000_000)
            let firings = expression.firings(after: start, in: .gmt, count: 20)
            let known = firingsByReading[expression.english(), default: (text, firings)]
            #expect(known.firings == firings, "'\(text)' reads like '\(known.text)': \(expression.english())")
            firingsByReading[expression.english()] = known
        }
        #expect(firingsByReading.count > 400)
    }

    /// An expression of few possible fields, so that many pairs are alike.
    private static func simpleExpression(using random: inout SeededGenerator) -> String {
        let choices = [
            ["*", "0", "*/2", "0-59", "0,30"], ["*", "0", "*/6", "0,6,12,18", "9-17"],
            ["*", "1", "1-31", "L", "*/2", "1W"], ["*", "1-12", "2", "*/3"], ["*", "0-6", "1", "1#1", "*/2", "1L,3"],
        ]
        return choices.map { $0.randomElement(using: &random) ?? "*" }.joined(separator: " ")
    }
}

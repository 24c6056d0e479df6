import CronSyntax
import Testing

/// Accepted expressions that probably do not mean what their author wants.
@Suite("Warnings") struct WarningTests {
    @Test(
        "say what the expression does",
        arguments: [
            ("*/90 * * * *", .stepTooWide, 0..<4, "minute '*/90' has a step wider than its range, it selects 0 only"),
            (
                "0 0 */40 * *", .stepTooWide, 4..<8,
                "day-of-month '*/40' has a step wider than its range, it selects 1 only"
            ),
            (
                "10-20/15 * * * *", .stepTooWide, 0..<8,
                "minute '10-20/15' has a step wider than its range, it selects 10 only"
            ),
            (
                "5,* * * * *", .starInList, 2..<3,
                "'*' already stands for every minute, the rest of the list has no effect"
            ),
            (
                "0 *,5 * * *", .starInList, 2..<3,
                "'*' already stands for every hour, the rest of the list has no effect"
            ),
            (
                "5,*/15 * * * *", .starNotFirst, 2..<6,
                "'*/15' is not at the beginning of minute, so its star has no effect on clock changes and day fields; write it first"
            ),
            (
                "0 0 31 * *", .skipsMonths, 4..<6,
                "the schedule never fires in February, April, June, September and November, use 'L' for the last day of every month"
            ),
            ("0 0 30 * *", .skipsMonths, 4..<6, "the schedule never fires in February"),
            (
                "0 0 31W * *", .skipsMonths, 4..<7,
                "the schedule never fires in February, April, June, September and November"
            ),
            (
                "0 0 31 APR,MAY *", .skipsMonths, 4..<6,
                "the schedule never fires in April, use 'L' for the last day of every month"
            ),
            ("0 0 29 * *", .skipsMonths, 4..<6, "the schedule fires in February of leap years only"),
            ("0 0 29 2 *", .leapYearsOnly, 4..<8, "the schedule fires in leap years only"),
            ("0 0 0 29 FEB *", .leapYearsOnly, 6..<12, "the schedule fires in leap years only"),
            ("* * * 2 MON#5", .leapYearsOnly, 4..<7, "the schedule fires in leap years only"),
            ("0 0 30 2 *", .neverFires, 4..<8, "no month has such a day, the schedule never fires"),
            ("0 0 31 4,6,9,11 *", .neverFires, 4..<15, "no month has such a day, the schedule never fires"),
            (
                "0 0 */2 * MON", .starredDay, 4..<7,
                "'*/2' begins with a star, so a day must match both day fields, not either"
            ),
            (
                "0 0 1 * */2", .starredDay, 8..<11,
                "'*/2' begins with a star, so a day must match both day fields, not either"
            ),
        ] as [(String, CronWarning.Kind, Range<Int>, String)]
    )
    func warning(source: String, kind: CronWarning.Kind, range: Range<Int>, message: String) throws {
        let warnings = try CronExpression.check(source).warnings
        #expect(warnings.map(\.kind) == [kind])
        #expect(warnings.map(\.range) == [range])
        #expect(warnings.map(\.description) == [message])
    }

    @Test(
        "are not given for what is usual",
        arguments: [
            "*/5 * * * *", "0 9-17 * * MON-FRI", "0 0 1,15 * *", "0 0 13 * FRI", "0 0 L * *", "0 0 31,L * *",
            "0 0 28-31 * *", "0 0 31 1,3,5 *", "0 0 30 2 MON", "0 0 * * MON#5", "0 0 * * FRIL", "*/7 * * * *",
            "*/15,5 * * * *", "0 0 * */2 *", "5-5/3 * * * *", "@daily", "@yearly", "* * * * * *", "0 0 1-31 * MON",
        ]
    )
    func usual(source: String) throws {
        #expect(try CronExpression.check(source).warnings.map(\.description) == [])
    }

    @Test("come once for each field, however many items have the mistake")
    func once() throws {
        for item in ["*", "*/90", "*/2"] {
            let minutes = Array(repeating: item, count: 3_000).joined(separator: ",")
            let warnings = try CronExpression.check("\(minutes) * * * *").warnings
            #expect(!warnings.isEmpty && Set(warnings.map(\.kind)).count == warnings.count)
        }
    }

    @Test("come in the order of their characters") func order() throws {
        let warnings = try CronExpression.check("*/90 5,* 31 2 *").warnings
        #expect(warnings.map(\.kind) == [.stepTooWide, .starInList, .neverFires])
    }

    @Test("agree with what can fire") func neverFires() throws {
        #expect(try CronExpression("0 0 30 2 *").canFire == false)
        #expect(try CronExpression("0 0 30 2 MON").canFire)
        #expect(try CronExpression("0 0 */30 2 MON").canFire)
        #expect(try CronExpression("0 0 31W 4 *").canFire == false)
        #expect(try CronExpression("0 0 * 2 MON#5").canFire)
    }
}

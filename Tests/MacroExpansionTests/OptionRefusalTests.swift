import PluginMessaging
import Testing

@Suite("Refusals of attribute arguments")
struct OptionRefusalTests {
    @Test(
        "Options out of range",
        arguments: [
            ("@Delay(retries: -1)", "1:17: 'retries' must be 0 or more, not -1"),
            ("@Delay(timeout: .seconds(0))", "1:17: 'timeout' must be longer than zero, not .seconds(0)"),
            ("@Delay(timeout: Duration.zero)", "1:17: 'timeout' must be longer than zero, not Duration.zero"),
            (
                "@Delay(timeout: .milliseconds(-0x5))",
                "1:17: 'timeout' must be longer than zero, not .milliseconds(-0x5)"
            ),
            ("@Delay(weeks: 1, days: -2)", "1:24: 'days' must be 0 or more, not -2"),
            ("@Delay(seconds: -0.5)", "1:17: 'seconds' must be 0 or more, not -0.5"),
            ("@Delay(queue: \"\")", "1:15: 'queue' cannot be empty"),
            ("@Delay(name: \"\")", "1:14: 'name' cannot be empty"),
            (
                "@Delay(name: a)",
                "1:14: 'name' must be a plain string literal, because it is known before the program runs"
            ),
            (
                "@Delay(name: \"\\(a)\")",
                "1:14: 'name' must be a plain string literal, because it is known before the program runs"
            ),
            ("@Delay(unique: .for(.zero))", "1:21: 'unique' must be longer than zero, not .zero"),
            (
                "@Delay(backoff: .custom([.seconds(1), .seconds(-1)]))",
                "1:39: 'backoff' must be zero or longer, not .seconds(-1)"
            ),
            ("@Cron(every: .milliseconds(200))", "1:14: 'every' must be at least a second, not .milliseconds(200)"),
            ("@Cron(every: .seconds(1), retries: -1)", "1:36: 'retries' must be 0 or more, not -1"),
            (
                "@Cron(every: .seconds(1), jitter: .seconds(-2))",
                "1:35: 'jitter' must be zero or longer, not .seconds(-2)"
            ),
            ("@Cron(every: .seconds(1), overlap: .allow(max: 0))", "1:48: 'overlap' must be 1 or more, not 0"),
            ("@Cron(every: .seconds(1), missed: .runAll(limit: 0))", "1:50: 'missed' must be 1 or more, not 0"),
            ("@Cron(minutes: [0, 60])", "1:20: minute '60' is out of range, expected 0 to 59"),
            ("@Cron(minutes: [0], hours: [])", "1:28: hour list is empty, leave it out for every hour"),
            ("@Cron(days: [30, 31], months: [2])", "1:13: this schedule never comes: no date matches"),
            (
                "@Delay(retries: 99999999999999999999)",
                "1:17: 'retries' must be at most 9223372036854775807, not 99999999999999999999"
            ),
            (
                "@Cron(minutes: [99999999999999999999])",
                "1:17: 'minutes' must be numbers of the calendar or the clock, not 99999999999999999999"
            ),
            (
                #"@Delay(name: "a\u{0}b")"#,
                "1:14: 'name' cannot hold control characters, which no terminal shows"
            ),
            (
                #"@Cron("@daily", queue: "a\tb")"#,
                "1:24: 'queue' cannot hold control characters, which no terminal shows"
            ),
            (
                "@Cron(minutes: .none)",
                "1:1: '@Cron' needs a schedule: an expression such as \"0 9 * * MON-FRI\", 'every:', or at least one of 'minutes:', 'hours:', 'days:', 'months:' and 'weekdays:'"
            ),
        ]
    )
    func ranges(_ attribute: String, _ message: String) {
        #expect(Use("\(attribute) func f() {}").messages == [message])
    }

    @Test(
        "What is no literal, or in range, is left to run time",
        arguments: [
            "@Delay(retries: count, timeout: limit, queue: name)", "@Delay(name: nil, unique: .whileWaiting)",
            "@Cron(minutes: list)", "@Cron(minutes: [a], weekdays: [.monday, day])",
            "@Cron(days: [31], months: [2], weekdays: [.monday])", "@Cron(days: [31], months: [2], weekdays: list)",
            "@Cron(days: [31], months: list)", "@Cron(days: [15], months: [2, 4])",
            "@Cron(every: .seconds(n), jitter: spread)", "@Cron(\"0 0 * * *\", jitter: .zero)",
            "@Cron(\"0 0 * * *\", timeZone: zone)", "@Delay(timeout: .seconds(1) + limit)", "@Delay(seconds: 1e300)",
        ])
    func accepted(_ attribute: String) {
        #expect(Use("\(attribute) func f() {}").messages.isEmpty)
    }

    @Test("A schedule is needed", arguments: ["@Cron", "@Cron()", "@Cron(timeZone: \"UTC\")", "@Cron(minutes: nil)"])
    func noSchedule(_ attribute: String) {
        let message =
            #"1:1: '@Cron' needs a schedule: an expression such as "0 9 * * MON-FRI", 'every:', or at least one of 'minutes:', 'hours:', 'days:', 'months:' and 'weekdays:'"#
        #expect(Use("\(attribute) func f() {}").messages == [message])
    }

    @Test("An unknown time zone, with a fix-it for each near name")
    func timeZones() {
        let use = Use("@Cron(\"0 0 * * *\", timeZone: \"Europe/Berln\") func f() {}")
        #expect(use.messages == ["1:31: there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"])
        #expect(use.fixed == ["@Cron(\"0 0 * * *\", timeZone: \"Europe/Berlin\") func f() {}"])
    }

    @Test(
        "The error of an expression stands under its characters, in every kind of literal",
        arguments: [
            ("\"60 * * * *\"", "1:8"), ("#\"* 25 * * *\"#", "1:11"), ("\"\\u{2a} 25 * * *\"", "1:15"),
            ("\"\"\"\n   * * 32 * *\n   \"\"\"", "2:8"), ("/* c */ \"* * * *\"", "1:16"), ("\"\"", "1:8"),
        ]
    )
    func expressions(_ literal: String, _ place: String) {
        let messages = Use("@Cron(\(literal)) func f() {}").messages
        #expect(messages.count == 1)
        #expect(messages.first?.hasPrefix("\(place): ") == true, "\(messages)")
    }

    @Test(
        "The likely intent is offered",
        arguments: [
            ("60 * * * *", "0 * * * *"), ("5/15 * * * *", "5-59/15 * * * *"), ("0 0 ? * *", "0 0 * * *"),
            ("@Daily", "@daily"), ("* * * * MON-FIR", "* * * * MON-FRI"),
        ]
    )
    func suggestions(_ expression: String, _ intent: String) {
        let use = Use("@Cron(\"\(expression)\") func f() {}")
        #expect(use.fixed == ["@Cron(\"\(intent)\") func f() {}"], "\(use.messages)")
    }

    @Test(
        "An expression must be a plain literal",
        arguments: ["k", "\"a\" + \"b\"", "\"\\(k) * * * *\"", "f(\"* * * * *\")"])
    func noLiteral(_ value: String) {
        let messages = Use("@Cron(\(value)) func f() {}").messages
        #expect(
            messages.map { $0.drop { $0 != " " } } == [
                " a cron expression must be a plain string literal, because it is checked now"
            ])
    }

    @Test("What never comes is refused, what is doubtful is warned about")
    func doubts() {
        #expect(
            Use("@Cron(\"0 0 30 2 *\") func f() {}").messages == [
                "1:12: no month has such a day, the schedule never fires"
            ])
        for (lists, doubt) in [
            (
                "days: [31], months: [3, 4]",
                "the schedule never fires in April, use an expression with 'L' for the last day of every month"
            ),
            ("days: [29], months: [2]", "the schedule fires in leap years only"),
        ] {
            #expect(Use("@Cron(\(lists)) func f() {}").messages == ["1:13: warning: \(doubt)"])
        }
        let doubtful = Use("@Cron(\"*/90 0 */2 * MON\") func f() {}")
        #expect(doubtful.messages.count == 2)
        #expect(doubtful.messages.allSatisfy { $0.contains(": warning: ") })
        #expect(doubtful.expand("peer").expandedSource?.isEmpty == false)
    }
}

import CronSyntax

/// Refused selectors, characters and expressions as a whole.
extension Refusal {
    private static let fieldNames = "minute hour day-of-month month day-of-week"
    private static let nicknames = "@yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly"

    static let selectors: [Refusal] = [
        Refusal(
            "0 0 l * *", .dayOfMonth, 4..<5, "day-of-month 'l' must be in upper case; did you mean 'L'?",
            fixed: "0 0 L * *"),
        Refusal(
            "0 0 lw * *", .dayOfMonth, 4..<6, "day-of-month 'lw' must be in upper case; did you mean 'LW'?",
            fixed: "0 0 LW * *"),
        Refusal(
            "0 0 15w * *", .dayOfMonth, 6..<7, "day-of-month 'w' must be in upper case; did you mean 'W'?",
            fixed: "0 0 15W * *"),
        Refusal(
            "0 0 * * fril", .dayOfWeek, 11..<12, "day-of-week 'l' must be in upper case; did you mean 'L'?",
            fixed: "0 0 * * friL"),
        Refusal(
            "0 0 * * FRI#l", .dayOfWeek, 12..<13, "day-of-week 'l' must be in upper case; did you mean 'L'?",
            fixed: "0 0 * * FRI#L"),
        Refusal(
            "0 0 1,15W * *", .dayOfMonth, 6..<9, "day-of-month '15W' must be the only item, it cannot be in a list"),
        Refusal(
            "0 0 15W,1 * *", .dayOfMonth, 4..<7, "day-of-month '15W' must be the only item, it cannot be in a list"),
        Refusal("0 0 1-15W * *", .dayOfMonth, 6..<9, "day-of-month '15W' stands alone, without range or step"),
        Refusal("0 0 32W * *", .dayOfMonth, 4..<6, "day-of-month '32' is out of range, expected 1 to 31"),
        Refusal("0 0 L-3 * *", .dayOfMonth, 4..<5, "day-of-month 'L' is out of place, 'L' and 'LW' stand alone"),
        Refusal("0 0 L5 * *", .dayOfMonth, 4..<6, "day-of-month 'L5' is out of place, 'L' and 'LW' stand alone"),
        Refusal("0 0 W * *", .dayOfMonth, 4..<5, "day-of-month 'W' is not a number, expected 1 to 31"),
        Refusal("0 0 * * L", .dayOfWeek, 8..<9, "day-of-week 'L' needs a weekday in front of it, as in '5L' or 'FRIL'"),
        Refusal("0 0 * * 9L", .dayOfWeek, 8..<9, "day-of-week '9' is out of range, expected 0 to 7 or SUN to SAT"),
        Refusal(
            "0 0 * * FRI#6", .dayOfWeek, 12..<13, "day-of-week occurrence '6' is out of range, expected 1 to 5 or 'L'"),
        Refusal(
            "0 0 * * FRI#0", .dayOfWeek, 12..<13, "day-of-week occurrence '0' is out of range, expected 1 to 5 or 'L'"),
        Refusal("0 0 * * FRI#", .dayOfWeek, 11..<12, #"day-of-week has nothing after '#', expected 1 to 5 or 'L'"#),
        Refusal("0 0 * * #2", .dayOfWeek, 8..<9, "unexpected '#' in day-of-week, expected 0 to 7 or SUN to SAT"),
        Refusal(
            "0 0 * * FRI#-1", .dayOfWeek, 12..<14, "day-of-week occurrence '-1' is out of range, expected 1 to 5 or 'L'"
        ),
        Refusal("0 0 * * 1-5L", .dayOfWeek, 10..<12, "day-of-week '5L' stands alone, without range or step"),
        Refusal("0 0 * * 5LW", .dayOfWeek, 8..<11, "day-of-week '5LW' is out of place, 'W' belongs in day-of-month"),
        Refusal("0 0 5L * *", .dayOfMonth, 4..<6, "day-of-month '5L' is out of place, it belongs in day-of-week"),
        Refusal("0 0 FRIL * *", .dayOfMonth, 4..<8, "day-of-month 'FRIL' is out of place, it belongs in day-of-week"),
        Refusal("0 0 * * FRIL/2", .dayOfWeek, 8..<12, "day-of-week 'FRIL' stands alone, without range or step"),
        Refusal("0 5L * * *", .hour, 2..<4, "hour '5L' is out of place, 'L' belongs in a day field"),
        Refusal("L * * * *", .minute, 0..<1, "minute 'L' is out of place, 'L' belongs in a day field"),
        Refusal("0 15W * * *", .hour, 2..<5, "hour '15W' is out of place, 'W' belongs in day-of-month"),
        Refusal("0 0 15#2 * *", .dayOfMonth, 6..<7, "unexpected '#' in day-of-month, '#' belongs in day-of-week"),
    ]

    static let characters: [Refusal] = [
        Refusal("? * * * *", .minute, 0..<1, "unexpected '?' in minute; did you mean '*'?", fixed: "* * * * *"),
        Refusal(
            "0 0 ? * *", .dayOfMonth, 4..<5, "unexpected '?' in day-of-month; did you mean '*'?", fixed: "0 0 * * *"),
        Refusal("1? * * * *", .minute, 1..<2, "unexpected '?' in minute, expected nothing after '1'"),
        Refusal(
            "15 3 ∗ * *", .dayOfMonth, 5..<8, "unexpected '∗' in day-of-month; did you mean '*'?", fixed: "15 3 * * *"),
        Refusal(
            "0 0 * * 1–5", .dayOfWeek, 9..<12, "unexpected '–' in day-of-week; did you mean '-'?", fixed: "0 0 * * 1-5"),
        Refusal(
            "0 0 1，2 * *", .dayOfMonth, 5..<8, "unexpected '，' in day-of-month; did you mean ','?", fixed: "0 0 1,2 * *"
        ),
        Refusal(
            "0 0 * * *\n", .dayOfWeek, 9..<10,
            "unexpected 'U+000A' in day-of-week, only spaces and tabs separate fields", fixed: "0 0 * * * "),
        Refusal(
            "0\u{a0}0 * * *", .expression, 1..<3,
            "unexpected 'U+00A0' in expression, only spaces and tabs separate fields",
            fixed: "0 0 * * *"),
        Refusal("0;5 * * * *", .minute, 1..<2, "unexpected ';' in minute, expected nothing after '0'"),
        Refusal("0\05 * * * *", .minute, 1..<2, "unexpected 'U+0000' in minute, expected nothing after '0'"),
    ]

    static let tornFields: [Refusal] = [
        Refusal(
            "0 9 * * 1, 5", .dayOfWeek, 10..<11,
            "day-of-week '1, 5' has a blank in it, which separates fields; did you mean '1,5'?", fixed: "0 9 * * 1,5"),
        Refusal(
            "0, 30 9 * * *", .minute, 2..<3,
            "minute '0, 30' has a blank in it, which separates fields; did you mean '0,30'?", fixed: "0,30 9 * * *"),
        Refusal(
            "0 9 * * 1 ,5", .dayOfWeek, 9..<10,
            "day-of-week '1 ,5' has a blank in it, which separates fields; did you mean '1,5'?", fixed: "0 9 * * 1,5"),
        Refusal(
            "0 9 * * MON,WED, FRI", .dayOfWeek, 16..<17,
            "day-of-week 'MON,WED, FRI' has a blank in it, which separates fields; did you mean 'MON,WED,FRI'?",
            fixed: "0 9 * * MON,WED,FRI"),
        Refusal(
            "0 9 * * MON - FRI", .dayOfWeek, 11..<12,
            "day-of-week 'MON - FRI' has a blank in it, which separates fields; did you mean 'MON-FRI'?",
            fixed: "0 9 * * MON-FRI"),
        Refusal(
            "0 * /5 * * * *", .minute, 3..<4,
            "minute '* /5' has a blank in it, which separates fields; did you mean '*/5'?", fixed: "0 */5 * * * *"),
        Refusal(
            "0 9, * * *", .hour, 3..<4, "hour '9,' has an empty list item", fixed: "0 9 * * *"),
        Refusal(
            "0 9 * * * # mornings", .expression, 10..<20, "a comment does not belong in an expression",
            fixed: "0 9 * * * "),
        Refusal(
            "0 9 * * MON to FRI", .expression, 15..<18,
            "expression has 7 fields, expected 5 (\(fieldNames)) or 6 with seconds first"),
        Refusal(
            "cron_tz=UTC 0 9 * * *", .second, 0..<11,
            #"the time zone does not belong in the expression, use 'timeZone: "UTC"'"#),
    ]

    static let expression: [Refusal] = [
        Refusal("", .expression, 0..<0, "expression is empty, expected 5 fields (\(fieldNames))"),
        Refusal(" \t ", .expression, 0..<3, "expression is empty, expected 5 fields (\(fieldNames))"),
        Refusal("*", .expression, 0..<1, "expression has 1 field, expected 5 (\(fieldNames)) or 6 with seconds first"),
        Refusal(
            "* * * *", .expression, 0..<7, "expression has 4 fields, expected 5 (\(fieldNames)) or 6 with seconds first"
        ),
        Refusal(
            "0 0 9 * * * *", .expression, 12..<13, "expression has 7 fields, years are not supported, remove '*'",
            fixed: "0 0 9 * * *"),
        Refusal(
            "0 0 9 * * * 2025", .expression, 12..<16, "expression has 7 fields, years are not supported, remove '2025'"),
        Refusal(
            "0 0 9 * * * * *", .expression, 12..<15,
            "expression has 8 fields, expected 5 (\(fieldNames)) or 6 with seconds first"),
        Refusal(
            "CRON_TZ=Europe/Berlin 0 9 * * *", .second, 0..<21,
            #"the time zone does not belong in the expression, use 'timeZone: "Europe/Berlin"'"#),
        Refusal(
            "TZ=UTC 0 0 9 * * *", .expression, 0..<6,
            #"the time zone does not belong in the expression, use 'timeZone: "UTC"'"#),
        Refusal(
            "CRON_TZ=UTC @daily", .expression, 0..<11,
            #"the time zone does not belong in the expression, use 'timeZone: "UTC"'"#),
    ]

    static let nicknameMistakes: [Refusal] = [
        Refusal("@Daily", .expression, 0..<6, "'@Daily' is no known nickname; did you mean '@daily'?", fixed: "@daily"),
        Refusal("@DAILY", .expression, 0..<6, "'@DAILY' is no known nickname; did you mean '@daily'?", fixed: "@daily"),
        Refusal("@dayly", .expression, 0..<6, "'@dayly' is no known nickname; did you mean '@daily'?", fixed: "@daily"),
        Refusal(
            "@anually", .expression, 0..<8, "'@anually' is no known nickname; did you mean '@annually'?",
            fixed: "@annually"),
        Refusal("@every 5m", .expression, 0..<9, "'@every' is not a schedule, use '@Cron(every: .seconds(300))'"),
        Refusal("@every 1h30m", .expression, 0..<12, "'@every' is not a schedule, use '@Cron(every: .seconds(5400))'"),
        Refusal("@every x", .expression, 0..<8, "'@every' is not a schedule, use '@Cron(every: …)'"),
        Refusal("@every", .expression, 0..<6, "'@every' is not a schedule, use '@Cron(every: …)'"),
        Refusal(
            "@reboot", .expression, 0..<7, "'@reboot' is not a schedule, call the function when the program starts"),
        Refusal("@foo", .expression, 0..<4, "'@foo' is no known nickname, expected one of \(nicknames)"),
        Refusal("@", .expression, 0..<1, "'@' is no known nickname, expected one of \(nicknames)"),
        Refusal("@daily 5", .expression, 7..<8, "unexpected '5', '@daily' stands alone"),
        Refusal("@daily @daily", .expression, 7..<13, "unexpected '@daily', '@daily' stands alone"),
    ]
}

import CronSyntax

/// Refused values, names, ranges, steps and lists.
extension Refusal {
    static let table =
        values + names + ranges + steps + lists + selectors + characters + tornFields + expression
        + nicknameMistakes

    static let values: [Refusal] = [
        Refusal(
            "60 * * * *", .minute, 0..<2, "minute '60' is out of range, expected 0 to 59; did you mean '0'?",
            fixed: "0 * * * *"),
        Refusal(
            "0 24 * * *", .hour, 2..<4, "hour '24' is out of range, expected 0 to 23; did you mean '0'?",
            fixed: "0 0 * * *"),
        Refusal(
            "0-60 * * * *", .minute, 2..<4, "minute '60' is out of range, expected 0 to 59; did you mean '59'?",
            fixed: "0-59 * * * *"),
        Refusal(
            "0 0-24 * * *", .hour, 4..<6, "hour '24' is out of range, expected 0 to 23; did you mean '23'?",
            fixed: "0 0-23 * * *"),
        Refusal(
            "99999999999999999999 * * * *", .minute, 0..<20,
            "minute '99999999999999999999' is out of range, expected 0 to 59"),
        Refusal("0 0 0 * *", .dayOfMonth, 4..<5, "day-of-month '0' is out of range, expected 1 to 31"),
        Refusal("0 0 32 * *", .dayOfMonth, 4..<6, "day-of-month '32' is out of range, expected 1 to 31"),
        Refusal("0 0 * 0 *", .month, 6..<7, "month '0' is out of range, expected 1 to 12 or JAN to DEC"),
        Refusal("0 0 * 13 *", .month, 6..<8, "month '13' is out of range, expected 1 to 12 or JAN to DEC"),
        Refusal("0 0 * * 8", .dayOfWeek, 8..<9, "day-of-week '8' is out of range, expected 0 to 7 or SUN to SAT"),
        Refusal("61 0 0 * * *", .second, 0..<2, "second '61' is out of range, expected 0 to 59"),
        Refusal("NULL * * * *", .minute, 0..<4, "minute 'NULL' is not a number, expected 0 to 59"),
        Refusal("0x1 0 * * *", .minute, 0..<3, "minute '0x1' is not a number, expected 0 to 59"),
        Refusal("1_0 * * * *", .minute, 0..<3, "minute '1_0' is not a number, expected 0 to 59"),
        Refusal("-1 * * * *", .minute, 0..<1, "unexpected '-' in minute, expected 0 to 59"),
        Refusal("+1 * * * *", .minute, 0..<1, "unexpected '+' in minute, expected 0 to 59"),
        Refusal("5.5 * * * *", .minute, 1..<2, "unexpected '.' in minute, expected nothing after '5'"),
        Refusal("5* * * * *", .minute, 1..<2, "unexpected '*' in minute, expected nothing after '5'"),
        Refusal("٣ * * * *", .minute, 0..<2, "unexpected '٣' in minute; did you mean '3'?", fixed: "3 * * * *"),
        Refusal("* * * * 😀", .dayOfWeek, 8..<12, "unexpected '😀' in day-of-week, expected 0 to 7 or SUN to SAT"),
    ]

    static let names: [Refusal] = [
        Refusal(
            "0 0 * * MON-FIR", .dayOfWeek, 12..<15,
            "day-of-week 'FIR' is no number or name, expected 0 to 7 or SUN to SAT; did you mean 'FRI'?",
            fixed: "0 0 * * MON-FRI"),
        Refusal(
            "0 0 * * MONDAY", .dayOfWeek, 8..<14,
            "day-of-week 'MONDAY' is no number or name, expected 0 to 7 or SUN to SAT; did you mean 'MON'?",
            fixed: "0 0 * * MON"),
        Refusal(
            "0 0 * * TUES", .dayOfWeek, 8..<12,
            "day-of-week 'TUES' is no number or name, expected 0 to 7 or SUN to SAT; did you mean 'TUE'?",
            fixed: "0 0 * * TUE"),
        Refusal(
            "0 0 * JUNE *", .month, 6..<10,
            "month 'JUNE' is no number or name, expected 1 to 12 or JAN to DEC; did you mean 'JUN'?",
            fixed: "0 0 * JUN *"),
        Refusal(
            "0 0 * Sept *", .month, 6..<10,
            "month 'Sept' is no number or name, expected 1 to 12 or JAN to DEC; did you mean 'SEP'?",
            fixed: "0 0 * SEP *"),
        Refusal(
            "0 0 * * Wendsday", .dayOfWeek, 8..<16,
            "day-of-week 'Wendsday' is no number or name, expected 0 to 7 or SUN to SAT; did you mean 'WED'?",
            fixed: "0 0 * * WED"),
        Refusal(
            "0 0 * MARKET *", .month, 6..<12, "month 'MARKET' is no number or name, expected 1 to 12 or JAN to DEC"),
        Refusal(
            "0 0 * * MUNDAY", .dayOfWeek, 8..<14,
            "day-of-week 'MUNDAY' is no number or name, expected 0 to 7 or SUN to SAT"),
        Refusal(
            "0 0 * JANUAR *", .month, 6..<12,
            "month 'JANUAR' is no number or name, expected 1 to 12 or JAN to DEC; did you mean 'JAN'?",
            fixed: "0 0 * JAN *"),
        Refusal("0 0 * Jän *", .month, 6..<10, "month 'Jän' is no number or name, expected 1 to 12 or JAN to DEC"),
        Refusal("0 0 * XYZ *", .month, 6..<9, "month 'XYZ' is no number or name, expected 1 to 12 or JAN to DEC"),
        Refusal("0 0 * MON *", .month, 6..<9, "month 'MON' is a day of the week, expected 1 to 12 or JAN to DEC"),
        Refusal("0 0 * * JAN", .dayOfWeek, 8..<11, "day-of-week 'JAN' is a month, expected 0 to 7 or SUN to SAT"),
        Refusal("MON * * * *", .minute, 0..<3, "minute 'MON' is a day of the week, expected 0 to 59"),
        Refusal("0 0 * * */MON", .dayOfWeek, 10..<13, "day-of-week step 'MON' is not a number"),
    ]

    static let ranges: [Refusal] = [
        Refusal(
            "0 22-2 * * *", .hour, 2..<6, "hour range '22-2' runs backwards; did you mean '22-23,0-2'?",
            fixed: "0 22-23,0-2 * * *"),
        Refusal(
            "59-0 * * * *", .minute, 0..<4, "minute range '59-0' runs backwards; did you mean '59,0'?",
            fixed: "59,0 * * * *"),
        Refusal(
            "0 0 * * FRI-MON", .dayOfWeek, 8..<15,
            "day-of-week range 'FRI-MON' runs backwards; did you mean 'FRI-SUN,MON'?", fixed: "0 0 * * FRI-SUN,MON"),
        Refusal(
            "0 0 * * SAT-TUE", .dayOfWeek, 8..<15,
            "day-of-week range 'SAT-TUE' runs backwards; did you mean 'SAT-SUN,MON-TUE'?",
            fixed: "0 0 * * SAT-SUN,MON-TUE"),
        Refusal(
            "0 0 * * 5-0", .dayOfWeek, 8..<11, "day-of-week range '5-0' runs backwards; did you mean '5-7'?",
            fixed: "0 0 * * 5-7"),
        Refusal(
            "0 0 * * 7-3", .dayOfWeek, 8..<11, "day-of-week range '7-3' runs backwards; did you mean '7,1-3'?",
            fixed: "0 0 * * 7,1-3"),
        Refusal(
            "0 0 * NOV-FEB *", .month, 6..<13, "month range 'NOV-FEB' runs backwards; did you mean 'NOV-DEC,JAN-FEB'?",
            fixed: "0 0 * NOV-DEC,JAN-FEB *"),
        Refusal("22-2/2 * * * *", .minute, 0..<4, "minute range '22-2' runs backwards, write it as two ranges"),
        Refusal("5- * * * *", .minute, 1..<2, "minute range '5-' has no end"),
        Refusal("- * * * *", .minute, 0..<1, "unexpected '-' in minute, expected 0 to 59"),
        Refusal("1--3 * * * *", .minute, 2..<3, "unexpected '-' in minute, expected 0 to 59"),
        Refusal("1-5-9 * * * *", .minute, 3..<4, "unexpected '-' in minute, expected nothing after '1-5'"),
    ]

    static let steps: [Refusal] = [
        Refusal(
            "5/15 * * * *", .minute, 0..<4,
            "minute '5/15' has a step after a single value; did you mean '5-59/15', or '*/15'?",
            fixed: "5-59/15 * * * *"),
        Refusal(
            "0/15 * * * *", .minute, 0..<4, "minute '0/15' has a step after a single value; did you mean '*/15'?",
            fixed: "*/15 * * * *"),
        Refusal("59/2 * * * *", .minute, 0..<4, "minute '59/2' has a step after a single value"),
        Refusal("5/0 * * * *", .minute, 0..<3, "minute '5/0' has a step after a single value"),
        Refusal(
            "0 0 * * MON/2", .dayOfWeek, 8..<13,
            "day-of-week 'MON/2' has a step after a single value; did you mean 'MON-SAT/2', or '*/2'?",
            fixed: "0 0 * * MON-SAT/2"),
        Refusal("*/00 * * * *", .minute, 2..<4, "minute step '00' is out of range, expected 1 or more"),
        Refusal("*/ * * * *", .minute, 1..<2, "minute '*/' has no step after '/'"),
        Refusal("*/x * * * *", .minute, 2..<3, "minute step 'x' is not a number"),
        Refusal("*/+2 * * * *", .minute, 2..<4, "minute step '+2' is not a number"),
        Refusal("*/1-2 * * * *", .minute, 2..<5, "minute step '1-2' is not a number"),
        Refusal("1-5//2 * * * *", .minute, 4..<6, "minute step '/2' is not a number"),
        Refusal(
            "*5 * * * *", .minute, 1..<2, "unexpected '5' after '*' in minute; did you mean '*/5'?",
            fixed: "*/5 * * * *"),
        Refusal("** * * * *", .minute, 1..<2, "unexpected '*' in minute, expected nothing after '*'"),
        Refusal("*-5 * * * *", .minute, 1..<2, "unexpected '-' in minute, expected nothing after '*'"),
    ]

    static let lists: [Refusal] = [
        Refusal("1,,2 * * * *", .minute, 1..<2, "minute '1,,2' has an empty list item", fixed: "1,2 * * * *"),
        Refusal(",1 * * * *", .minute, 0..<1, "minute ',1' has an empty list item", fixed: "1 * * * *"),
        Refusal("1, * * * *", .minute, 1..<2, "minute '1,' has an empty list item", fixed: "1 * * * *"),
        Refusal(", * * * *", .minute, 0..<1, "minute ',' has an empty list item"),
    ]
}

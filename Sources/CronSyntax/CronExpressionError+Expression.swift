/// The refusals of an expression as a whole.
extension CronExpressionError {
    private static let fieldNames = "minute hour day-of-month month day-of-week"

    static func wrongNumberOfFields(_ words: [Range<Int>], in text: CronText) -> Self {
        guard let first = words.first, let last = words.last else {
            let sentence = "expression is empty, expected 5 fields (\(fieldNames))"
            return Self(field: .expression, range: 0..<text.bytes.count, description: sentence)
        }
        if let prefix = TimeZonePrefix(startingAt: first, in: text) {
            return .timeZonePrefix(prefix, field: .expression)
        }
        if let comment = words.first(where: { text[$0.lowerBound] == Ascii.hash }), comment.lowerBound > 0 {
            return .comment(comment.lowerBound..<last.upperBound, in: text)
        }
        if words.count == 7, text.looksLikeYears(last) { return .year(last, after: words[5], in: text) }
        if words.count < 5, let blank = text.firstWrongBlank {
            return .wrongBlank(blank, field: .expression, in: text)
        }
        let count = words.count == 1 ? "1 field" : "\(words.count) fields"
        let range = (words.count > 6 ? words[6] : first).lowerBound..<last.upperBound
        let sentence = "expression has \(count), expected 5 (\(fieldNames)) or 6 with seconds first"
        return Self(field: .expression, range: range, description: sentence)
    }

    private static func year(_ year: Range<Int>, after previous: Range<Int>, in text: CronText) -> Self {
        // Only a year field that restricts nothing can be dropped without changing the expression's meaning.
        let isEvery = ["*", "?"].contains(text.string(year))
        let sentence = "expression has 7 fields, years are not supported, remove \(text.quoted(year))"
        let suggestion = Suggestion(range: previous.upperBound..<year.upperBound, replacement: "")
        return Self(
            field: .expression, range: year, description: sentence, suggestion: isEvery ? suggestion : nil
        )
    }

    private static func comment(_ range: Range<Int>, in text: CronText) -> Self {
        Self(
            field: .expression, range: range, description: "a comment does not belong in an expression",
            suggestion: Suggestion(range: range, replacement: "")
        )
    }

    static func timeZonePrefix(_ prefix: TimeZonePrefix, field: Field) -> Self {
        Self(
            field: field,
            range: prefix.range,
            description: "the time zone does not belong in the expression, use "
                + "'timeZone: \"\(prefix.zone.isEmpty ? "…" : prefix.zone)\"'"
        )
    }

    static func unknownNickname(_ words: [Range<Int>], in text: CronText) -> Self {
        let range = words[0]
        switch text.string(range).lowercased() {
        case "@every":
            return .everyNickname(words, in: text)
        case "@reboot":
            let description = "'@reboot' is not a schedule, call the function when the program starts"
            return Self(field: .expression, range: range, description: description)
        case let name:
            return .misspelledNickname(range, meant: Nickname.near(name), in: text)
        }
    }

    private static func everyNickname(_ words: [Range<Int>], in text: CronText) -> Self {
        let interval = words.count > 1 ? GoDuration(text.string(words[1]))?.swiftSource : nil
        return Self(
            field: .expression,
            range: words[0].lowerBound..<words[words.count - 1].upperBound,
            description: "'@every' is not a schedule, use '@Cron(every: \(interval ?? "…"))'"
        )
    }

    private static func misspelledNickname(_ range: Range<Int>, meant: String?, in text: CronText) -> Self {
        let sentence = "\(text.quoted(range)) is no known nickname"
        guard let meant else {
            let all = Nickname.allCases.map(\.rawValue).joined(separator: ", ")
            return Self(field: .expression, range: range, description: "\(sentence), expected one of \(all)")
        }
        return Self(
            field: .expression,
            range: range,
            description: sentence,
            proposal: "did you mean '\(meant)'?",
            suggestion: Suggestion(range: range, replacement: meant)
        )
    }

    static func textAfterNickname(_ words: [Range<Int>], in text: CronText) -> Self {
        let rest = words[1].lowerBound..<words[words.count - 1].upperBound
        let sentence = "unexpected \(text.quoted(rest)), \(text.quoted(words[0])) stands alone"
        return Self(field: .expression, range: rest, description: sentence)
    }
}

extension CronText {
    /// Whether a seventh field is one that some crons read as years.
    fileprivate func looksLikeYears(_ range: Range<Int>) -> Bool {
        bytes[range].contains { $0.isDigit || $0 == Ascii.star || $0 == Ascii.questionMark }
            && bytes[range].allSatisfy { $0.isDigit || "*?,-/".utf8.contains($0) }
    }

    /// The first character that looks like a separator and is not one.
    fileprivate var firstWrongBlank: Range<Int>? {
        var position = 0
        while position < bytes.count {
            if let blank = wrongBlank(at: position) { return blank }
            position = scalar(at: position).upperBound
        }
        return nil
    }
}

extension Nickname {
    /// Finds the nickname that a misspelled one probably means.
    fileprivate static func near(_ name: String) -> String? {
        let distances = allCases.compactMap { nickname in
            editDistance(name, nickname.rawValue, limit: 2).map { (name: nickname.rawValue, distance: $0) }
        }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return distances.filter { $0.distance == best.distance }.count == 1 ? best.name : nil
    }
}

/// A duration as Go writes it; crons that have `@every` take one.
private struct GoDuration {
    private let seconds: Int

    init?(_ text: String) {
        var (total, number) = (0, Int?.none)
        for scalar in text.unicodeScalars.prefix(32) {
            if let digit = scalar.properties.numericType == .decimal ? Int(String(scalar)) : nil {
                number = min(10 * (number ?? 0) + digit, 1_000_000)
            } else {
                guard let count = number, let unit = ["h": 3600, "m": 60, "s": 1][scalar] else { return nil }
                (total, number) = (total + count * unit, nil)
            }
        }
        guard total > 0, number == nil else { return nil }
        seconds = total
    }

    /// The duration in Swift.
    var swiftSource: String { ".seconds(\(seconds))" }
}

/// The result of one check by `doctor`.
struct Finding: Hashable {
    enum Level: String, Hashable {
        case good, warning, problem
    }

    /// The check's name; stable, for programs.
    var check: String
    var level: Level
    /// The finding, with hidden characters escaped.
    var text: String
    /// What to do; nil if all is well.
    var advice: String?

    static func good(_ check: String, _ text: String) -> Finding {
        Finding(check: check, level: .good, text: text)
    }

    static func warning(_ check: String, _ text: String, _ advice: String) -> Finding {
        Finding(check: check, level: .warning, text: text, advice: advice)
    }

    static func problem(_ check: String, _ text: String, _ advice: String) -> Finding {
        Finding(check: check, level: .problem, text: text, advice: advice)
    }

    var json: JSON {
        .object([
            "check": .text(check), "level": .text(level.rawValue), "text": .text(text), "advice": .text(orNull: advice),
        ])
    }

    func lines(on output: OutputStyle) -> [String] {
        let (word, style): (String, TextStyle) =
            switch level {
            case .good: ("good   ", .good)
            case .warning: ("warning", .warning)
            case .problem: ("problem", .error)
            }
        return ["\(output.styled(word, style))  \(check): \(text)"] + (advice.map { ["         \($0)"] } ?? [])
    }
}

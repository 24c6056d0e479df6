/// One thing that `doctor` has looked at.
struct Finding: Hashable {
    enum Level: String, Hashable {
        case good, warning, problem
    }

    /// What was looked at; stable, for programs.
    var check: String
    var level: Level
    /// What was found, with nothing hidden in it.
    var text: String
    /// What to do; nil where all is well.
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

    func lines(on screen: Screen) -> [String] {
        let (word, ink): (String, Ink) =
            switch level {
            case .good: ("good   ", .good)
            case .warning: ("warning", .doubtful)
            case .problem: ("problem", .bad)
            }
        return ["\(screen.ink(word, ink))  \(check): \(text)"] + (advice.map { ["         \($0)"] } ?? [])
    }
}

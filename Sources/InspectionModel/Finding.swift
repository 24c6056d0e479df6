/// The result of one check of a database, or of what surrounds it.
package struct Finding: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable {
        case good, warning, problem
    }

    /// The check's name; stable, for programs.
    package var check: String
    package var level: Level
    /// The finding, with hidden characters escaped.
    package var text: String
    /// What to do; nil if all is well.
    package var advice: String?

    package static func good(_ check: String, _ text: String) -> Finding {
        Finding(check: check, level: .good, text: text)
    }

    package static func warning(_ check: String, _ text: String, _ advice: String) -> Finding {
        Finding(check: check, level: .warning, text: text, advice: advice)
    }

    package static func problem(_ check: String, _ text: String, _ advice: String) -> Finding {
        Finding(check: check, level: .problem, text: text, advice: advice)
    }
}

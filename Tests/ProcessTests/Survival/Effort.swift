import Foundation

/// How often or how long something is done: little in a normal run, as much as the environment says otherwise.
enum Effort {
    /// Whether this run measures, on a machine with nothing else to do.
    ///
    /// Otherwise other programs want the processors,
    /// too, and what must happen within a time may take a few times as long.
    static var isMeasured: Bool {
        ProcessInfo.processInfo.environment["AUTOCRON_REPETITIONS"] != nil
    }

    static func of(_ variable: String, normally usual: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap(Int.init) ?? usual
    }
}

import Foundation

/// What the Swift runtime of a worker is told about reports of crashes, in the variable that it reads when it starts.
///
/// See <https://github.com/swiftlang/swift/blob/main/docs/Backtracing.rst>.
enum BacktraceSettings {
    static let variable = "SWIFT_BACKTRACE"

    /// Keeps the user's own settings for the worker, which puts them back before anything that it starts could inherit
    /// the pool's.
    static let keptVariable = "AUTOCRON_SWIFT_BACKTRACE"

    /// The crashed thread alone and no deep stack: a report then takes a tenth of a second, of which the dying process
    /// spends most on finding line numbers.
    private static let ours = [
        "enable": "yes", "threads": "crashed", "registers": "none", "images": "none", "limit": "32", "top": "0",
        "color": "no", "interactive": "no",
        // Where the runtime's helper is not installed, which each worker would complain of.
        "warnings": "suppressed",
    ]

    /// Adds what is needed for a report in a file to what the user has set.
    ///
    /// - Parameters:
    ///   - users: the user's own settings, if there are any.
    ///   - path: the file.
    /// - Returns: the settings for a worker; nil where the user's must stay as they are: they forbid reports, or say
    ///   where they should go, or the path cannot be said in this form.
    static func settings(_ users: String?, reportingTo path: String) -> String? {
        let own = (users ?? "").split(separator: ",").map(String.init)
        let keys = Set(
            own.map { $0.split(separator: "=", omittingEmptySubsequences: false).first.map(String.init) ?? "" })
        guard own.allSatisfy({ !$0.hasPrefix("enable=") || $0 == "enable=yes" }),
            keys.isDisjoint(with: ["output-to", "format"]), !path.contains(","), path.utf8.count < 1_000
        else { return nil }
        let added = ours.filter { !keys.contains($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
        return (own + added + ["format=json", "output-to=\(path)"]).joined(separator: ",")
    }

    /// Changes the variables that a worker is given.
    static func add(to variables: inout [String: String], reportingTo path: String) {
        guard let settings = settings(variables[variable], reportingTo: path) else { return }
        variables[keptVariable] = variables[variable] ?? ""
        variables[variable] = settings
    }

    /// Puts the user's own settings back, in a worker: its runtime has read the others before anything else ran.
    static func restore() {
        guard let kept = ProcessInfo.processInfo.environment[keptVariable] else { return }
        unsafe unsetenv(keptVariable)
        if kept.isEmpty {
            unsafe unsetenv(variable)
        } else {
            unsafe setenv(variable, kept, 1)
        }
    }
}

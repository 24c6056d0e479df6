import Foundation

/// The crash-report settings of a worker's Swift runtime, in the variable that the runtime reads when it starts.
///
/// See <https://github.com/swiftlang/swift/blob/main/docs/Backtracing.rst>.
enum BacktraceSettings {
    static let variable = "SWIFT_BACKTRACE"

    /// Keeps the user's own settings for the worker, which restores them before any program that it starts could
    /// inherit the pool's.
    static let keptVariable = "AUTOCRON_SWIFT_BACKTRACE"

    /// The crashed thread alone and a shallow stack: a report then takes a tenth of a second.
    ///
    /// The dying process spends most of it on finding line numbers.
    private static let ours = [
        "enable": "yes", "threads": "crashed", "registers": "none", "images": "none", "limit": "32", "top": "0",
        "color": "no", "interactive": "no",
        // Without the runtime's helper, each worker would print a warning.
        "warnings": "suppressed",
    ]

    /// Adds the settings for a report in a file to the user's own.
    ///
    /// - Parameters:
    ///   - users: The user's own settings, if there are any.
    ///   - path: The file.
    /// - Returns: The settings for a worker; nil if the user's must stay as they are: they forbid reports, or choose a
    ///   place for them, or the settings' syntax cannot express the path.
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

    /// Changes a worker's environment variables.
    static func add(to variables: inout [String: String], reportingTo path: String) {
        guard let settings = settings(variables[variable], reportingTo: path) else { return }
        variables[keptVariable] = variables[variable] ?? ""
        variables[variable] = settings
    }

    /// Restores the user's own settings in a worker, whose runtime read the others before any other code ran.
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

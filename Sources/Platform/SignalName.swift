import Foundation

/// Names of signals.
package enum SignalName {
    private static let names: [Int32: String] = [
        SIGABRT: "SIGABRT", SIGALRM: "SIGALRM", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP", SIGILL: "SIGILL",
        SIGINT: "SIGINT", SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGQUIT: "SIGQUIT", SIGSEGV: "SIGSEGV",
        SIGSYS: "SIGSYS", SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP", SIGUSR1: "SIGUSR1", SIGUSR2: "SIGUSR2",
        SIGXCPU: "SIGXCPU",
    ]

    /// The signal's name: `SIGSEGV`, or `signal 40` where it has none.
    package static func of(_ number: Int32) -> String {
        names[number] ?? "signal \(number)"
    }

    /// The signal with its name where it has one: `11 (SIGSEGV)`, or `40`.
    package static func text(of number: Int32) -> String {
        names[number].map { "\(number) (\($0))" } ?? String(number)
    }
}

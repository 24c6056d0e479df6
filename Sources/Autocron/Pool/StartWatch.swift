import Foundation

/// Detects workers that have crashed on their way to `Autocron.start`, and do not end yet because the crash report
/// takes time.
///
/// Polls only while a worker takes unusually long to be ready.
struct StartWatch {
    /// The time in which a healthy worker is ready, and the time between two polls; nanoseconds.
    static let patience: Int64 = 1_000_000_000

    /// When to poll again; monotonic.
    private(set) var next: Int64?

    /// Polls, if it is time.
    ///
    /// - Parameters:
    ///   - starting: The workers that are not ready, with their start times.
    ///   - now: Monotonic nanoseconds.
    ///   - hasCrashed: Examines a process.
    /// - Returns: The workers that have crashed.
    mutating func look(
        at starting: [(process: pid_t, since: Int64)], now: Int64, hasCrashed: (pid_t) -> Bool
    ) -> [pid_t] {
        guard let first = starting.map(\.since).min() else {
            next = nil
            return []
        }
        let time = max(next ?? .min, first + Self.patience)
        guard now >= time else {
            next = time
            return []
        }
        next = now + Self.patience
        return starting.filter { now - $0.since >= Self.patience && hasCrashed($0.process) }.map(\.process)
    }
}

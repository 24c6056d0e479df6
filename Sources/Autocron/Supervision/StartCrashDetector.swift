import Foundation
import Platform

/// Detects workers that have crashed on their way to `Autocron.start`, and do not end yet because the crash report
/// takes time.
///
/// Polls only while a worker takes unusually long to be ready.
struct StartCrashDetector {
    /// The time in which a healthy worker is ready, and the time between two polls.
    static let startTimeout = Duration.seconds(1)

    /// When to poll again.
    private(set) var next: MonotonicTime?

    /// Polls, if it is time.
    ///
    /// - Parameters:
    ///   - starting: The workers that are not ready, with their start times.
    ///   - now: The present.
    ///   - hasCrashed: Examines a process.
    /// - Returns: The workers that have crashed.
    mutating func poll(
        at starting: [(process: pid_t, since: MonotonicTime)], now: MonotonicTime, hasCrashed: (pid_t) -> Bool
    ) -> [pid_t] {
        guard let first = starting.map(\.since).min() else {
            next = nil
            return []
        }
        let time = max(next ?? .distantPast, first + Self.startTimeout)
        guard now >= time else {
            next = time
            return []
        }
        next = now + Self.startTimeout
        return starting.filter { now - $0.since >= Self.startTimeout && hasCrashed($0.process) }.map(\.process)
    }
}

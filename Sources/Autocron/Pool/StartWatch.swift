import Foundation

/// Notices workers that have crashed on their way to `Autocron.start`, and do not end since the report of the crash takes
/// its time.
///
/// Looks only while a worker takes unusually long to be ready.
struct StartWatch {
    /// Nanoseconds that a worker takes at most where all is well, and between two looks.
    static let patience: Int64 = 1_000_000_000

    /// When to look again; monotonic.
    private(set) var next: Int64?

    /// Looks, if it is time.
    ///
    /// - Parameters:
    ///   - starting: the workers that are not ready, with the times at which they were started.
    ///   - now: monotonic nanoseconds.
    ///   - hasCrashed: looks at a process.
    /// - Returns: those that have crashed.
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

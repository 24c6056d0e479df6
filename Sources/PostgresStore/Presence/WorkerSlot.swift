#if PostgreSQL
import Platform

/// A worker's slot, which has a number on the server: that of the worker's advisory lock.
///
/// Numbers come from a sequence and are never used again, so a machine that comes back, or has another one's old name,
/// inherits no other worker's tasks.
///
/// The name says how long the worker goes on without its server. So the host that takes it for dead waits for at least as
/// long, whatever the setting is by then.
struct WorkerSlot: Hashable, Sendable {
    let number: Int32
    /// Whole milliseconds.
    let patience: Duration

    init(number: Int32, patience: Duration) {
        self.number = number
        self.patience = .milliseconds(patience.microseconds / 1_000)
    }

    /// - Parameter name: A slot as tasks' rows and the files of a machine name it; nil for any other text.
    init?(name: String) {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 3, let number = Int32(words[1]), number > 0, let milliseconds = Int64(words[2]),
            milliseconds > 0
        else { return nil }
        self.init(number: number, patience: .milliseconds(milliseconds))
        guard self.name == name else { return nil }
    }

    var name: String { "worker-\(number)-\(patience.microseconds / 1_000)" }
}
#endif

import Foundation

/// Everything that can be set in an application's code, or in the database by the command line: the one place that
/// defines names, defaults, limits and meanings.
///
/// The code's value overrides the stored one, and that overrides the default.
package enum Setting: String, CaseIterable, Sendable {
    case workers
    case durability
    case resultTimeToLive = "result-time-to-live"
    case shutdownGrace = "shutdown-grace"
    case cancellationGrace = "cancellation-grace"
    case workerStartLimit = "worker-start-limit"
    case maximumTasksPerWorker = "maximum-tasks-per-worker"
    case workerMemoryLimit = "worker-memory-limit"
    case workerNiceness = "worker-niceness"
    case argumentLimit = "argument-limit"
    case resultLimit = "result-limit"
    case databasePatience = "database-patience"

    /// Its name on the command line and in the database.
    package var key: String { rawValue }

    /// The kind of its values, and which of them are valid.
    package enum Kind: Equatable, Sendable {
        case number(ClosedRange<Int64>)
        /// A number, or no limit.
        case limit(ClosedRange<Int64>)
        case span(least: Duration)
        case bytes(ClosedRange<Int64>)
        /// A number of bytes, or no limit.
        case byteLimit(ClosedRange<Int64>)
        case word([String])
    }

    package var kind: Kind {
        switch self {
        case .workers: .number(1...1_000)
        case .durability: .word(["normal", "full"])
        case .resultTimeToLive, .shutdownGrace, .cancellationGrace: .span(least: .zero)
        case .workerStartLimit: .span(least: .nanoseconds(1))
        // A healthy server must have time to answer three times.
        case .databasePatience: .span(least: .seconds(3))
        case .maximumTasksPerWorker: .limit(1...(.max))
        case .workerMemoryLimit: .byteLimit(1...(.max))
        case .workerNiceness: .number(0...19)
        // SQLite allows at most 1,000,000,000 bytes in a row, which contains both.
        case .argumentLimit, .resultLimit: .bytes(2...400_000_000)
        }
    }

    /// The default.
    package var standard: SettingValue {
        switch self {
        case .workers: .number(Int64(Processors.available))
        case .durability: .word("normal")
        case .resultTimeToLive: .span(.seconds(86_400))
        case .shutdownGrace: .span(.seconds(5))
        case .cancellationGrace: .span(.seconds(2))
        case .workerStartLimit: .span(.seconds(30))
        case .maximumTasksPerWorker, .workerMemoryLimit: .unlimited
        case .workerNiceness: .number(0)
        case .argumentLimit: .number(1_048_576)
        case .resultLimit: .number(16 << 20)
        case .databasePatience: .span(.seconds(15))
        }
    }

    /// Its name in code.
    package var property: String {
        let words = key.split(separator: "-")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.capitalized }
    }

    /// Its meaning, in half a sentence.
    package var meaning: String {
        switch self {
        case .workers: "worker processes; the default is one for each processor that the program may use"
        case .durability: "what a stored task survives: the death of processes (normal), or a power cut too (full)"
        case .resultTimeToLive: "how long outcomes are kept after a task's end"
        case .shutdownGrace: "time for running tasks to end when the application is gone"
        case .cancellationGrace: "time for a cancelled or overdue task to end before its process is killed"
        case .workerStartLimit: "time for a worker process to reach 'Autocron.start'"
        case .maximumTasksPerWorker: "tasks that a worker process runs before a fresh one takes its place"
        case .workerMemoryLimit: "memory of a worker process, after a task, beyond which a fresh one takes its place"
        case .workerNiceness: "how much workers yield to other processes, from 0 to 19"
        case .argumentLimit: "largest arguments of one call"
        case .resultLimit: "largest result of one task"
        case .databasePatience: "how long a task goes on while its worker cannot reach a PostgreSQL server"
        }
    }

    /// What a change affects; it takes effect at once in the pool and in the application that hosts it.
    package var effect: String {
        switch self {
        case .workers: "at once; surplus workers first finish what they run"
        case .durability: "for the next commit"
        case .resultTimeToLive: "for the next deletion of old outcomes"
        case .shutdownGrace: "for the next end"
        case .cancellationGrace: "for the next cancellation"
        case .workerStartLimit, .databasePatience: "for workers that start"
        case .workerNiceness: "for workers that start"
        case .maximumTasksPerWorker, .workerMemoryLimit: "after the running task"
        case .argumentLimit: "for the next call"
        case .resultLimit: "for the next task"
        }
    }

    /// Why a value is invalid; nil for a valid one.
    package func objection(to value: SettingValue) -> String? {
        switch (kind, value) {
        case (.number(let range), .number(let number)), (.limit(let range), .number(let number)),
            (.bytes(let range), .number(let number)), (.byteLimit(let range), .number(let number)):
            range.contains(number) ? nil : requirement
        case (.limit, .unlimited), (.byteLimit, .unlimited): nil
        case (.span(let least), .span(let span)): span >= least ? nil : requirement
        case (.word(let words), .word(let word)): words.contains(word) ? nil : requirement
        default: requirement
        }
    }

    /// The valid values, to end a sentence.
    package var requirement: String {
        switch kind {
        case .number(let range): "it must be a number from \(range.lowerBound) to \(range.upperBound)"
        case .limit(let range): "it must be a number from \(range.lowerBound) on, or 'none'"
        case .span(let least):
            "it must be a time such as 30s, 10m, 2h or 1d\(Self.bound(of: least))"
        case .bytes(let range):
            "it must be a size such as 512kB or 1MiB, from \(range.lowerBound)B to \(range.upperBound / 1_000_000)MB"
        case .byteLimit: "it must be a size such as 512MB or 2GiB, or 'none'"
        case .word(let words): "it must be \(words.joined(separator: " or "))"
        }
    }

    private static func bound(of least: Duration) -> String {
        guard least > .zero else { return "" }
        return least < .seconds(1) ? ", and more than none" : ", and at least \(least.components.seconds)s"
    }
}

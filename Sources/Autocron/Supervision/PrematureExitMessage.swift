import Foundation
import Platform
import TaskModel

/// A worker that ended before it was ready, and its log message.
struct PrematureExitMessage: Equatable, Sendable {
    private let consecutive: Int
    private let what: String
    /// Whether there was a process at all.
    private let wasStarted: Bool
    private let process: pid_t?
    private let status: TerminationStatus?

    /// - Parameters:
    ///   - judgment: What the death means for the pool; the result is nil for an ordinary one.
    ///   - what: What happened.
    ///   - process: The worker's PID, if there was a worker.
    ///   - status: How it ended.
    init?(_ exitKind: PoolState.ExitKind, what: String, process: pid_t? = nil, status: TerminationStatus? = nil) {
        switch exitKind {
        case .premature(let count): (consecutive, wasStarted) = (count, true)
        case .notStarted(let count): (consecutive, wasStarted) = (count, false)
        case .expected: return nil
        }
        self.what = what
        self.process = process
        self.status = status
    }

    /// Describes how a worker ended.
    ///
    /// - Parameters:
    ///   - process: Its PID.
    ///   - status: How it ended.
    ///   - timeout: The time that it was given, if it was killed for exceeding it.
    ///   - report: The report of its crash, if there is one.
    ///   - wasReporting: Whether the report was still being written when the time was over.
    static func describe(
        _ process: pid_t, status: TerminationStatus, timeout: Duration?, report: CrashReport? = nil,
        wasReporting: Bool = false
    ) -> String {
        let worker = "a worker (process \(process))"
        if let timeout, wasReporting {
            return
                "\(worker) crashed before it reached 'Autocron.start', and was killed since the report of the crash took "
                + "longer than \(timeout.inSeconds); what it wrote to standard error says why it crashed"
        }
        if let timeout { return "\(worker) did not reach 'Autocron.start' within \(timeout.inSeconds) and was killed" }
        let details = report.flatMap { CrashDetails(reason: $0.description, frames: $0.frames).summary }
        return "\(worker) \(status) before it reached 'Autocron.start'" + (details.map { " (\($0))" } ?? "")
    }

    /// The message about a worker that has crashed, but has not ended yet.
    static func reporting(_ process: pid_t) -> LogMessage {
        LogMessage(
            .warning, .workerCrashed,
            "a worker (process \(process)) crashed before it reached 'Autocron.start'; what it wrote to standard error says "
                + "why. Swift's runtime is writing a report of the crash, and the next worker is started when that has ended",
            [.worker: process]
        )
    }

    /// The first deaths are logged one by one, then once with advice, and then no more until a worker is ready.
    var message: LogMessage? {
        guard wasStarted else {
            guard consecutive == 1 else { return nil }
            return LogMessage(.error, .workerCannotStart, "\(what); tasks wait, and it is tried again each second")
        }
        var metadata = status?.metadata ?? [:]
        metadata[.worker] = process
        if consecutive < PoolState.crashLoop { return LogMessage(.warning, .workerEnded, what, metadata) }
        guard consecutive == PoolState.crashLoop else { return nil }
        metadata[.count] = consecutive
        return LogMessage(
            .error, .workerRestartsTooOften,
            "\(what), as the \(consecutive - 1) before it. Workers are started from '\(Executable.displayPath)' with this "
                + "program's own arguments and must come to 'Autocron.start' on their own: check what the program does "
                + "before that line (does it wait for input, take a port, or end?), or raise 'workerStartLimit'. "
                + "Tasks wait meanwhile; further attempts are made at most twice a minute, without further messages",
            metadata
        )
    }
}

import Foundation
import TaskStore

/// A worker that ended before it was ready, and its log message.
struct EarlyDeath: Equatable, Sendable {
    private let inARow: Int
    private let what: String
    /// Whether there was a process at all.
    private let wasStarted: Bool
    private let process: pid_t?
    private let death: ProcessDeath?

    /// - Parameters:
    ///   - judgment: What the death means for the pool; the result is nil for an ordinary one.
    ///   - what: What happened.
    ///   - process: The worker's PID, if there was a worker.
    ///   - death: How it ended.
    init?(_ judgment: PoolState.Judgement, what: String, process: pid_t? = nil, _ death: ProcessDeath? = nil) {
        switch judgment {
        case .early(let count): (inARow, wasStarted) = (count, true)
        case .notStarted(let count): (inARow, wasStarted) = (count, false)
        case .ordinary: return nil
        }
        self.what = what
        self.process = process
        self.death = death
    }

    /// Describes how a worker ended.
    ///
    /// - Parameters:
    ///   - process: Its PID.
    ///   - death: How it ended.
    ///   - limit: The time that it was given, if it was killed for exceeding it.
    ///   - report: The report of its crash, if there is one.
    ///   - wasReporting: Whether the report was still being written when the time was over.
    static func describe(
        _ process: pid_t, _ death: ProcessDeath, limit: Duration?, report: CrashReport? = nil,
        wasReporting: Bool = false
    ) -> String {
        let worker = "a worker (process \(process))"
        if let limit, wasReporting {
            return
                "\(worker) crashed before it reached 'Autocron.start', and was killed since the report of the crash took "
                + "longer than \(limit.inSeconds); what it wrote to standard error says why it crashed"
        }
        if let limit { return "\(worker) did not reach 'Autocron.start' within \(limit.inSeconds) and was killed" }
        let story = report.flatMap { CrashStory(reason: $0.description, frames: $0.frames).summary }
        return "\(worker) \(death) before it reached 'Autocron.start'" + (story.map { " (\($0))" } ?? "")
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
            guard inARow == 1 else { return nil }
            return LogMessage(.error, .workerCannotStart, "\(what); tasks wait, and it is tried again each second")
        }
        var metadata = death?.metadata ?? [:]
        metadata[.worker] = process
        if inARow < PoolState.crashLoop { return LogMessage(.warning, .workerEnded, what, metadata) }
        guard inARow == PoolState.crashLoop else { return nil }
        metadata[.count] = inARow
        return LogMessage(
            .error, .workerRestartsTooOften,
            "\(what), as the \(inARow - 1) before it. Workers are started from '\(Executable.displayPath)' with this "
                + "program's own arguments and must come to 'Autocron.start' on their own: check what the program does "
                + "before that line (does it wait for input, take a port, or end?), or raise 'workerStartLimit'. "
                + "Tasks wait meanwhile; further attempts are made at most twice a minute, without further messages",
            metadata
        )
    }
}

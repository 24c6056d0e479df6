import Foundation
import TaskStore

/// A worker that ended before it was ready, and what to say of it.
struct EarlyDeath: Equatable, Sendable {
    private let inARow: Int
    private let what: String
    /// Whether there was a process at all.
    private let wasStarted: Bool

    /// - Parameters:
    ///   - judgement: what the death means for the pool; for an ordinary one there is nothing to say.
    ///   - what: what happened.
    init?(_ judgement: PoolState.Judgement, what: String) {
        switch judgement {
        case .early(let count): (inARow, wasStarted) = (count, true)
        case .notStarted(let count): (inARow, wasStarted) = (count, false)
        case .ordinary: return nil
        }
        self.what = what
    }

    /// Tells how a worker ended.
    ///
    /// - Parameters:
    ///   - process: its number.
    ///   - death: how it ended.
    ///   - limit: the time that it was given, where it was killed because that was over.
    ///   - report: the report of its crash, if there is one.
    ///   - wasReporting: whether that was still being written when the time was over.
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

    /// Tells of a worker that has crashed, and does not end yet.
    static func reporting(_ process: pid_t) -> LogMessage {
        LogMessage(
            .warning,
            "a worker (process \(process)) crashed before it reached 'Autocron.start'; what it wrote to standard error says "
                + "why. Swift's runtime is writing a report of the crash, and the next worker is started when that has ended"
        )
    }

    /// The first deaths are told one by one, then once what to check, and then nothing more until a worker is ready.
    var message: LogMessage? {
        guard wasStarted else {
            return inARow == 1 ? LogMessage(.error, "\(what); tasks wait, and it is tried again each second") : nil
        }
        if inARow < PoolState.crashLoop { return LogMessage(.warning, what) }
        guard inARow == PoolState.crashLoop else { return nil }
        return LogMessage(
            .error,
            "\(what), as the \(inARow - 1) before it. Workers are started from '\(Executable.displayPath)' with this "
                + "program's own arguments and must come to 'Autocron.start' on their own: check what the program does "
                + "before that line (does it wait for input, take a port, or end?), or raise 'workerStartLimit'. "
                + "Tasks wait meanwhile; further attempts are made at most twice a minute, without further messages"
        )
    }
}

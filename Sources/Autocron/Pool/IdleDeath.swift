import Foundation

/// A worker that ended while it waited for tasks, and its log message; no task records such a death.
struct IdleDeath: Equatable, Sendable {
    private let inARow: Int
    private let what: String
    private let process: pid_t
    private let death: ProcessDeath

    /// - Parameters:
    ///   - judgment: What the death means for the pool.
    ///   - process: The worker's PID.
    ///   - death: How it ended.
    init(_ judgment: PoolState.Judgement, process: pid_t, _ death: ProcessDeath) {
        inARow = if case .early(let count) = judgment { count } else { 0 }
        self.process = process
        self.death = death
        what = "a worker (process \(process)) \(death) while no task ran in it"
    }

    /// Each death is logged; if one follows the other, advice is logged once, and then no more until a worker lasts.
    var message: LogMessage? {
        var metadata = death.metadata
        metadata[.worker] = process
        if inARow < PoolState.crashLoop {
            return LogMessage(.warning, .workerEnded, "\(what); another one takes its place", metadata)
        }
        guard inARow == PoolState.crashLoop else { return nil }
        metadata[.count] = inARow
        return LogMessage(
            .error, .workerRestartsTooOften,
            "\(what), as the \(inARow - 1) before it, each in its first second: something ends this program's workers "
                + "while they wait for tasks. Look for a timer, a watchdog or a thread that was started before "
                + "'Autocron.start', which runs in workers too, and for too little memory. Tasks wait meanwhile; further "
                + "attempts are made at most twice a minute, without further messages",
            metadata
        )
    }
}

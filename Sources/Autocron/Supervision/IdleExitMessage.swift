import Foundation
import Platform

/// A worker that ended while it waited for tasks, and its log message; no task records such a death.
struct IdleExitMessage: Equatable, Sendable {
    private let consecutive: Int
    private let what: String
    private let process: pid_t
    private let status: TerminationStatus

    /// - Parameters:
    ///   - judgment: What the death means for the pool.
    ///   - process: The worker's PID.
    ///   - status: How it ended.
    init(_ exitKind: PoolState.ExitKind, process: pid_t, status: TerminationStatus) {
        consecutive = if case .premature(let count) = exitKind { count } else { 0 }
        self.process = process
        self.status = status
        what = "a worker (process \(process)) \(status) while no task ran in it"
    }

    /// Each death is logged; if one follows the other, advice is logged once, and then no more until a worker lasts.
    var message: LogMessage? {
        var metadata = status.metadata
        metadata[.worker] = process
        if consecutive < PoolState.crashLoop {
            return LogMessage(.warning, .workerEnded, "\(what); another one takes its place", metadata)
        }
        guard consecutive == PoolState.crashLoop else { return nil }
        metadata[.count] = consecutive
        return LogMessage(
            .error, .workerRestartsTooOften,
            "\(what), as the \(consecutive - 1) before it, each in its first second: something ends this program's workers "
                + "while they wait for tasks. Look for a timer, a watchdog or a thread that was started before "
                + "'Autocron.start', which runs in workers too, and for too little memory. Tasks wait meanwhile; further "
                + "attempts are made at most twice a minute, without further messages",
            metadata
        )
    }
}

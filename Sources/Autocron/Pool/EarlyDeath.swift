import Foundation

/// A worker that ended before it was ready, and what to say of it.
struct EarlyDeath: Equatable, Sendable {
    private let inARow: Int
    private let what: String

    /// - Parameters:
    ///   - judgement: what the death means for the pool; for an ordinary one there is nothing to say.
    ///   - what: what happened.
    init?(_ judgement: PoolState.Judgement, what: String) {
        guard case .early(let count) = judgement else { return nil }
        inARow = count
        self.what = what
    }

    /// Tells how a worker ended.
    ///
    /// - Parameters:
    ///   - process: its number.
    ///   - death: how it ended.
    ///   - limit: the time that it was given, where it was killed because that was over.
    static func describe(_ process: pid_t, _ death: ProcessDeath, limit: Duration?) -> String {
        guard let limit else { return "a worker (process \(process)) \(death) before it reached 'Autocron.start'" }
        return "a worker (process \(process)) did not reach 'Autocron.start' within \(limit.inSeconds) and was killed"
    }

    /// The first deaths are told one by one, then once what to check, and then nothing more until a worker is ready.
    var message: LogMessage? {
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

import Platform
import WorkerFiles

/// The life of one worker process, from its start until it is reaped, as the supervisor knows it.
///
/// Only two things of a worker are kept elsewhere. Whether it sleeps is in ``IdleWorkers``, because threads that commit
/// read and change it. Its descriptors are in its ``WorkerHandle``.
struct WorkerLife: Equatable, Sendable {
    enum Stage: Equatable, Sendable {
        /// It has not reached `Autocron.start` yet. It may have crashed on the way, while the crash report is written.
        case starting(isReportingCrash: Bool)
        /// It claims and runs tasks.
        case ready(since: MonotonicTime)
        /// It has been ready for ``PoolState/probation``, so its start was a success whatever it does next.
        case stable
    }

    /// What the supervisor knows of the attempt that a ready worker runs.
    enum Activity: Equatable, Sendable {
        /// Nothing: the worker runs none, or one that it has not reported.
        ///
        /// While the worker is awake its slot is polled; see ``PoolState/pollStalls(among:now:readRecord:)``.
        case unreported(lastSeen: SlotRecord?)
        /// It runs an attempt, which must be gone by the deadline if there is one. It was told to stop for the reason.
        case busy(PoolMessage.KillDeadline?, StopReason)
    }

    let started: MonotonicTime
    var stage = Stage.starting(isReportingCrash: false)
    var activity = Activity.unreported(lastSeen: nil)
    /// Whether it was told to end because the pool is too large; no worker takes its place.
    var isRetired = false
    /// Why the supervisor has killed it, if it has.
    ///
    /// It lives on until its present system call returns.
    var killReason: KillReason?

    init(started: MonotonicTime) {
        self.started = started
    }

    var isStarting: Bool {
        if case .starting = stage { true } else { false }
    }

    var isReady: Bool { !isStarting }

    var isReportingCrash: Bool { stage == .starting(isReportingCrash: true) }

    var wasKilled: Bool { killReason != nil }

    var isBusy: Bool {
        if case .busy = activity { true } else { false }
    }

    /// The running attempt that must be gone by a time.
    var killDeadline: PoolMessage.KillDeadline? {
        if case .busy(let deadline, _) = activity { deadline } else { nil }
    }

    /// Whether the pool can tell it to end: it can neither retire twice, nor once it was killed on its way to readiness.
    var canRetire: Bool { !isRetired && !(isStarting && wasKilled) }
}

import Platform
import TaskModel

/// The messages between a pool and its worker over their socket: a tag, a length of two bytes, and that many bytes.
///
/// Both ends are one build of one program on one machine, so numbers are 64 bits, lowest byte first, and there are no
/// versions to negotiate.
enum PoolMessage: Equatable, Sendable {
    // Either way.

    /// The receiver did not read for so long that messages were dropped here: it must read everything that those messages
    /// would have announced.
    case dropped

    // Pool to worker.

    /// The worker's identity: its slot's name and file, and the database.
    case hello(Hello)
    /// There may be a task to claim.
    case wake
    /// Stop this attempt, if it is running or reserved.
    case cancel(AttemptID)
    /// Claim no more; give the running task this long, then cancel it, then end by `kill`.
    case stop(cancelAfter: Duration, killAfter: Duration)
    /// The settings in the database have changed.
    case settingsChanged

    // Worker to pool.

    /// `Autocron.start` has been reached, and the database is open.
    case ready
    /// The worker found nothing to claim, and sleeps.
    case idle
    /// A task has run for a while. If it has a limit, its process must be gone at this time, for the
    /// given reason, which is `none` until the attempt is told to stop.
    case busy(KillDeadline, stopReason: StopReason)
    /// These tasks' outcomes are in the database.
    case finished([FinishedTask])
    /// Tasks were stored or requeued: some are due now, others from this instant on.
    case tasksCommitted(due: Int64, earliest: WallTime)
    /// The cancellation of a running task was requested.
    case cancellationRequested
    /// The store has something to tidy up.
    case maintenanceDue

    /// What may happen to a message that the receiver does not read.
    enum Delivery: Equatable, Sendable {
        /// It is kept, however long that takes; a worker's life has only a few of these.
        case always
        /// It may be dropped: the database contains the same information.
        case droppable
        /// It may be dropped, but the worker's state is in no database: the last of these must arrive eventually.
        case lastOnly
        /// It may be dropped; it also ends any earlier limit, as ``PoolMessage/dropped`` does.
        case lifting
    }

    struct Hello: Equatable, Sendable {
        var database: String
        var slotName: String
        var slotPath: String
        var syncsOnCommit: Bool
    }

    /// An attempt that must be gone by a time.
    struct KillDeadline: Equatable, Sendable {
        var attempt: AttemptID
        /// The distant future means never.
        var killAt: MonotonicTime
    }

    /// A task whose outcome is in the database.
    struct FinishedTask: Equatable, Sendable {
        var id: TaskID
        /// The result of a task that succeeded, so that a waiter need not read it: JSON, or empty.
        ///
        /// nil for any other outcome, and for a long one.
        var result: [UInt8]?
    }

    /// The maximum number of tasks in one ``finished(_:)``, and the maximum size of a result in it: a message has two
    /// bytes for its length.
    static let finishedLimit = 128
    static let resultLimit = 256
}

extension PoolMessage {
    var delivery: Delivery {
        switch self {
        case .hello, .ready, .stop, .dropped: .always
        case .idle, .busy: .lastOnly
        case .finished: .lifting
        case .wake, .cancel, .settingsChanged, .tasksCommitted, .cancellationRequested, .maintenanceDue: .droppable
        }
    }
}

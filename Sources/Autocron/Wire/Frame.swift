/// What a pool and its worker say to each other over their socket: a letter, a length of two bytes, and that many bytes.
///
/// Both ends are one build of one program on one machine, so numbers go in 64 bits, lowest byte first, and there are no
/// versions to settle.
enum Frame: Equatable, Sendable {
    // Either way.

    /// The other side did not read for so long that frames were dropped here: look at everything, they would have said
    /// where.
    case dropped

    // Pool to worker.

    /// Who the worker is: its slot's name and file, and the database.
    case hello(Hello)
    /// There may be something to claim.
    case wake
    /// Stop this attempt, if it is the one that runs or waits its turn.
    case cancel(row: Int64, attempt: Int64)
    /// Claim no more; give the running task this many nanoseconds, then cancel it, then end by `kill`.
    case stop(cancelAfter: Int64, killAfter: Int64)
    /// Somebody has set something else in the database.
    case settingsChanged

    // Worker to pool.

    /// `Autocron.start` has been reached, and the database is open.
    case ready
    /// Found nothing to claim, and sleeps.
    case idle
    /// A task has run for a while. If it has a limit, its process must be gone at this monotonic nanosecond, for the
    /// reason given, which is `none` as long as it has not been told to end.
    case busy(Limit, because: SlotVerdict)
    /// These tasks' outcomes are in the database.
    case settled([Settled])
    /// Tasks were stored or given back: some due now, some from this µs since 1970 on.
    case stored(due: Int64, earliest: Int64)
    /// A running task is marked to be cancelled.
    case cancellationRequested
    /// The write-ahead log has grown.
    case logGrown

    /// What may become of a frame that the other side does not read.
    enum Delivery: Equatable, Sendable {
        /// It is kept, however long that takes; there are a few of these in a worker's life.
        case always
        /// It may be dropped: what it says also stands in the database.
        case droppable
        /// It may be dropped, but how the worker stands is in no database: the last of these must come after all.
        case lastOnly
        /// It may be dropped, and says besides that no limit counts any more, as ``Frame/dropped`` does.
        case lifting
    }

    struct Hello: Equatable, Sendable {
        var database: String
        var slotName: String
        var slotPath: String
        var waitsForDisk: Bool
    }

    /// An attempt that must be gone by a time.
    struct Limit: Equatable, Sendable {
        var row: Int64
        var attempt: Int64
        /// Monotonic nanoseconds; the largest number means never.
        var killAt: Int64
    }

    /// A task's UUID as two numbers.
    struct TaskKey: Hashable, Sendable {
        var high: UInt64
        var low: UInt64
    }

    /// A task whose outcome is in the database.
    struct Settled: Equatable, Sendable {
        var key: TaskKey
        /// What a task that succeeded has returned, so that who waits for it need not read it: JSON, or nothing.
        ///
        /// Nil for any other outcome, and for a long one.
        var result: [UInt8]?
    }

    /// The most tasks that go into one ``settled(_:)``, and the longest result that does: a frame has two bytes for
    /// its length.
    static let settledLimit = 128
    static let resultLimit = 256
}

extension Frame {
    var delivery: Delivery {
        switch self {
        case .hello, .ready, .stop, .dropped: .always
        case .idle, .busy: .lastOnly
        case .settled: .lifting
        case .wake, .cancel, .settingsChanged, .stored, .cancellationRequested, .logGrown: .droppable
        }
    }
}

extension Frame.TaskKey {
    /// - Parameter bytes: a UUID's sixteen.
    init(_ bytes: [UInt8]) {
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The UUID's sixteen.
    var bytes: [UInt8] {
        [high, low].flatMap { number in
            stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }
}

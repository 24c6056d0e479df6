import Platform

/// The workers of a pool, and which of them there should be: a pure value that takes events and returns actions.
///
/// It owns all that the supervisor knows of a worker; see ``WorkerLife``. A worker's index is its own until it is reaped.
struct PoolState: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        case spawn(index: Int)
        /// Kill a worker that has not reached `Autocron.start` in time, or that is not needed before it has.
        case kill(index: Int)
        /// Tell a surplus worker to finish what it runs, and to end.
        case retire(index: Int)
    }

    /// What a death means for the pool.
    enum ExitKind: Equatable, Sendable {
        case expected
        /// It died before it was ready, or in its first second without a task, as others did before it: this many in a
        /// row.
        case premature(consecutive: Int)
        /// It could not even be started, and neither could others before it: this many in a row.
        case notStarted(consecutive: Int)
    }

    private enum Phase: Equatable, Sendable {
        /// No worker is wanted here.
        case unused
        /// A worker is started at this time.
        case backoff(until: MonotonicTime)
        /// A worker is started when the database has made a slot for it.
        case awaitingSlot
        /// There is a process, which may have ended, but is not reaped.
        case alive(WorkerLife)

        var life: WorkerLife? {
            if case .alive(let life) = self { life } else { nil }
        }

        /// Whether it counts as one of the pool's workers.
        var counts: Bool { self != .unused && life?.isRetired != true }

        /// Whether a smaller pool can do without it.
        var canGo: Bool { self != .unused && life?.canRetire != false }
    }

    private var phases: [Phase] = []
    private var size: Int
    private var startTimeout: Duration
    private var earlyDeaths = 0
    private var failedStarts = 0
    private var isStopping = false
    /// When to poll the slots of workers that have reported nothing; nil while all of them sleep.
    var nextStallPoll: MonotonicTime?

    /// - Parameters:
    ///   - size: The number of workers.
    ///   - startTimeout: The time within which a worker must be ready.
    init(size: Int, startTimeout: Duration) {
        self.size = size
        self.startTimeout = startTimeout
        fill()
    }

    /// How long a worker must be ready for its start to count as a success, if it has no task in that time.
    static let probation = Duration.seconds(1)

    /// The number of deaths before readiness after which the cause is reported as a lasting one.
    static let crashLoop = 3

    /// How long the pool waits after deaths before readiness: 100 ms, doubled each time, at most half a minute.
    static func pause(afterEarlyDeaths count: Int) -> Duration {
        count == 0 ? .zero : min(.milliseconds(100 << min(count - 1, 20)), .seconds(30))
    }

    // MARK: The workers

    /// What is known of a worker; nil if there is no process.
    subscript(_ index: Int) -> WorkerLife? {
        phases.indices.contains(index) ? phases[index].life : nil
    }

    /// The workers that have a process.
    var living: [(index: Int, life: WorkerLife)] {
        phases.indices.compactMap { index in phases[index].life.map { (index, $0) } }
    }

    /// Changes what is known of a worker, if there is a process.
    mutating func update(_ index: Int, _ change: (inout WorkerLife) -> Void) {
        guard var life = self[index] else { return }
        change(&life)
        phases[index] = .alive(life)
    }

    // MARK: What happens

    /// Changes the number of workers and the time limit.
    mutating func resize(to size: Int, startTimeout: Duration) {
        self.size = size
        self.startTimeout = startTimeout
        fill()
    }

    /// Adds as many workers as are wanted; a retired one keeps its index until it has ended.
    private mutating func fill() {
        for _ in 0..<max(0, size - phases.count(where: \.counts)) {
            if let free = phases.firstIndex(of: .unused) {
                phases[free] = .backoff(until: .distantPast)
            } else {
                phases.append(.backoff(until: .distantPast))
            }
        }
    }

    /// A worker that is due cannot be started yet: no slot is made for it.
    mutating func awaitSlot(_ index: Int) {
        phases[index] = .awaitingSlot
    }

    /// Slots were made: the workers that waited for them are due.
    mutating func slotsAreMade() {
        for index in phases.indices where phases[index] == .awaitingSlot {
            phases[index] = .backoff(until: .distantPast)
        }
    }

    /// How many workers wait for a slot.
    var awaitingSlots: Int { phases.count { $0 == .awaitingSlot } }

    mutating func spawned(_ index: Int, now: MonotonicTime) {
        phases[index] = .alive(WorkerLife(started: now))
        failedStarts = 0
    }

    /// A worker could not even be started: the system has run out of a resource, which may become available at any
    /// time.
    mutating func failedToSpawn(_ index: Int, now: MonotonicTime) -> ExitKind {
        failedStarts += 1
        let pause = min(Self.pause(afterEarlyDeaths: failedStarts), .seconds(1))
        phases[index] = .backoff(until: now + pause)
        return .notStarted(consecutive: failedStarts)
    }

    /// A worker has reached `Autocron.start`.
    ///
    /// - Returns: False if that comes too late: the worker was killed, or was ready before.
    @discardableResult
    mutating func ready(_ index: Int, now: MonotonicTime) -> Bool {
        guard let life = self[index], life.isStarting, !life.wasKilled else { return false }
        update(index) { $0.stage = .ready(since: now) }
        return true
    }

    /// The supervisor kills a worker.
    ///
    /// - Returns: False if it was killed before, whose reason then counts.
    mutating func kill(_ index: Int, for reason: KillReason) -> Bool {
        guard let life = self[index], !life.wasKilled else { return false }
        update(index) { $0.killReason = reason }
        return true
    }

    /// A worker was reaped.
    ///
    /// - Parameters:
    ///   - index: Its index.
    ///   - now: The time.
    ///   - hasWorked: Whether it has ever begun a task; if so, the pool does not count its end as an early death.
    mutating func ended(_ index: Int, now: MonotonicTime, hasWorked: Bool = false) -> ExitKind {
        guard self[index]?.isRetired != true else {
            phases[index] = .unused
            return .expected
        }
        markStable(now)
        let isExpected = self[index].map { $0.stage == .stable || $0.isReady && hasWorked } ?? false
        earlyDeaths = isExpected ? 0 : earlyDeaths + 1
        phases[index] = .backoff(until: now + Self.pause(afterEarlyDeaths: earlyDeaths))
        return isExpected ? .expected : .premature(consecutive: earlyDeaths)
    }

    /// A worker that lasts ends the sequence of early deaths, once.
    private mutating func markStable(_ now: MonotonicTime) {
        for (index, life) in living where !life.isRetired {
            guard case .ready(let since) = life.stage, since + Self.probation <= now else { continue }
            update(index) { $0.stage = .stable }
            earlyDeaths = 0
        }
    }

    mutating func stop() {
        isStopping = true
    }

    // MARK: What to do

    /// - Returns: What is to be done now; each action is returned once.
    mutating func due(now: MonotonicTime) -> [Action] {
        guard !isStopping else { return [] }
        var actions = shrink()
        for index in phases.indices {
            switch phases[index] {
            case .backoff(let notBefore) where notBefore <= now: actions.append(.spawn(index: index))
            case .alive(let life) where life.isStarting && !life.wasKilled && life.started + startTimeout <= now:
                if kill(index, for: .startTimeout) { actions.append(.kill(index: index)) }
            default: break
            }
        }
        return actions
    }

    /// Retires surplus workers: first those that are not started yet, then those with the highest indexes.
    private mutating func shrink() -> [Action] {
        var actions: [Action] = []
        for _ in 0..<surplus {
            let vacant = phases.lastIndex { $0 != .unused && $0.life == nil }
            if let vacant {
                phases[vacant] = .unused
                continue
            }
            let candidates = living.filter(\.life.canRetire)
            guard let (index, life) = candidates.last(where: \.life.isStarting) ?? candidates.last else { break }
            update(index) { $0.isRetired = true }
            if life.isReady {
                actions.append(.retire(index: index))
            } else if kill(index, for: .notNeeded) {
                actions.append(.kill(index: index))
            }
        }
        return actions
    }

    /// The number of workers that are not wanted.
    private var surplus: Int {
        max(0, phases.count(where: \.counts) - size)
    }

    /// When to ask for actions again, if no event comes before; the distant past if there is an action already.
    var next: MonotonicTime? {
        guard !isStopping else { return nil }
        if surplus > 0, phases.contains(where: \.canGo) { return .distantPast }
        return phases.compactMap { phase in
            switch phase {
            case .backoff(let notBefore): notBefore
            case .alive(let life): life.isStarting && !life.wasKilled ? life.started + startTimeout : nil
            case .awaitingSlot, .unused: nil
            }
        }.min()
    }
}

extension PoolState {
    init(_ configuration: Autocron.Configuration) {
        self.init(size: configuration.workers, startTimeout: configuration.workerStartLimit)
    }

    /// Applies changed settings.
    mutating func configure(_ configuration: Autocron.Configuration) {
        resize(to: configuration.workers, startTimeout: configuration.workerStartLimit)
    }
}

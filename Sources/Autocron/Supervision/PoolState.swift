import Platform

/// The desired state of the pool's workers: a pure value that takes events and returns actions.
struct PoolState: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        case spawn(index: Int)
        /// Kill a worker that has not reached `Autocron.start` in time.
        case killUnready(index: Int)
        /// Retire a surplus worker: it finishes what it runs, and ends.
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
        case backoff(until: MonotonicTime)
        case starting(since: MonotonicTime)
        case ready(since: MonotonicTime)
        /// It has been ready for a second.
        case stable
        /// Killed for being late, and not dead yet: that takes until its present system call returns.
        case killed
        /// It was told to end, and is not replaced.
        case stopping

        /// Whether it counts as one of the pool's workers.
        var counts: Bool { self != .unused && self != .stopping }

        var isReady: Bool {
            if case .ready = self { true } else { self == .stable }
        }
    }

    private var phases: [Phase] = []
    private var size: Int
    private var startTimeout: Duration
    private var earlyDeaths = 0
    private var failedStarts = 0
    private var isStopping = false

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

    /// How long a vacant place waits after deaths before readiness: 100 ms, doubled each time, at most half a minute.
    static func pause(afterEarlyDeaths count: Int) -> Duration {
        count == 0 ? .zero : min(.milliseconds(100 << min(count - 1, 20)), .seconds(30))
    }

    // MARK: What happens

    /// Changes the number of workers and the time limit.
    mutating func resize(to size: Int, startTimeout: Duration) {
        self.size = size
        self.startTimeout = startTimeout
        fill()
    }

    /// Adds places for as many workers as are wanted; a leaving worker keeps its place until it has ended.
    private mutating func fill() {
        for _ in 0..<max(0, size - phases.count(where: \.counts)) {
            if let free = phases.firstIndex(of: .unused) {
                phases[free] = .backoff(until: .distantPast)
            } else {
                phases.append(.backoff(until: .distantPast))
            }
        }
    }

    mutating func spawned(_ index: Int, now: MonotonicTime) {
        phases[index] = .starting(since: now)
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

    mutating func ready(_ index: Int, now: MonotonicTime) {
        guard case .starting = phases[index] else { return }
        phases[index] = .ready(since: now)
    }

    /// A worker has ended.
    ///
    /// - Parameters:
    ///   - index: Its place.
    ///   - now: The time.
    ///   - hasWorked: Whether it has ever begun a task; if so, the pool does not count its end as an early death.
    mutating func ended(_ index: Int, now: MonotonicTime, hasWorked: Bool = false) -> ExitKind {
        guard phases[index] != .stopping else {
            phases[index] = .unused
            return .expected
        }
        markStable(now)
        let isExpected = phases[index] == .stable || phases[index].isReady && hasWorked
        earlyDeaths = isExpected ? 0 : earlyDeaths + 1
        phases[index] = .backoff(until: now + Self.pause(afterEarlyDeaths: earlyDeaths))
        return isExpected ? .expected : .premature(consecutive: earlyDeaths)
    }

    /// A worker that lasts ends the sequence of early deaths, once.
    private mutating func markStable(_ now: MonotonicTime) {
        for index in phases.indices {
            guard case .ready(let since) = phases[index], since + Self.probation <= now else { continue }
            phases[index] = .stable
            earlyDeaths = 0
        }
    }

    mutating func stop() {
        isStopping = true
    }

    // MARK: What to do

    mutating func due(now: MonotonicTime) -> [Action] {
        guard !isStopping else { return [] }
        return shrink()
            + phases.indices.compactMap { index in
                switch phases[index] {
                case .backoff(let notBefore) where notBefore <= now: return .spawn(index: index)
                case .starting(let since) where since + startTimeout <= now:
                    phases[index] = .killed
                    return .killUnready(index: index)
                default: return nil
                }
            }
    }

    /// Retires surplus workers: first those that are not started yet, then those in the highest places.
    private mutating func shrink() -> [Action] {
        var actions: [Action] = []
        for _ in 0..<surplus {
            let vacant = phases.lastIndex { if case .backoff = $0 { true } else { false } }
            let starting = phases.lastIndex { if case .starting = $0 { true } else { false } }
            if let vacant {
                phases[vacant] = .unused
            } else if let index = starting ?? phases.lastIndex(where: \.isReady) {
                phases[index] = .stopping
                actions.append(.retire(index: index))
            }
        }
        return actions
    }

    /// The number of workers that are not wanted.
    private var surplus: Int {
        max(0, phases.count(where: \.counts) - size)
    }

    /// When to ask for actions again, if no event comes before; 0 if there is an action already.
    var next: MonotonicTime? {
        guard !isStopping else { return nil }
        // A dying worker cannot be retired; asking again would change nothing.
        if surplus > 0, phases.contains(where: { $0.counts && $0 != .killed }) { return .distantPast }
        return phases.compactMap { phase in
            switch phase {
            case .backoff(let notBefore): notBefore
            case .starting(let since): since + startTimeout
            case .unused, .ready, .stable, .stopping, .killed: nil
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

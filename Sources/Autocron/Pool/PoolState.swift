import TaskStore

/// The desired state of the pool's workers: a pure value that takes events and returns actions.
struct PoolState: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        case spawn(place: Int)
        /// Kill a worker that has not reached `Autocron.start` in time.
        case giveUp(place: Int)
        /// Retire a surplus worker: it finishes what it runs, and ends.
        case retire(place: Int)
    }

    /// What a death means for the pool.
    enum Judgement: Equatable, Sendable {
        case ordinary
        /// It died before it was ready, or in its first second without a task, as others did before it: this many in a
        /// row.
        case early(inARow: Int)
        /// It could not even be started, and neither could others before it: this many in a row.
        case notStarted(inARow: Int)
    }

    private enum Phase: Equatable, Sendable {
        /// No worker is wanted here.
        case absent
        case vacant(notBefore: MonotonicTime)
        case starting(since: MonotonicTime)
        case ready(since: MonotonicTime)
        /// It has been ready for a second.
        case lasting
        /// Killed for being late, and not dead yet: that takes until its present system call returns.
        case dying
        /// It was told to end, and is not replaced.
        case leaving

        /// Whether it counts as one of the pool's workers.
        var counts: Bool { self != .absent && self != .leaving }

        var isReady: Bool {
            if case .ready = self { true } else { self == .lasting }
        }
    }

    private var places: [Phase] = []
    private var size: Int
    private var startLimit: Duration
    private var earlyDeaths = 0
    private var failedStarts = 0
    private var isStopping = false

    /// - Parameters:
    ///   - size: The number of workers.
    ///   - startLimit: The time within which a worker must be ready.
    init(size: Int, startLimit: Duration) {
        self.size = size
        self.startLimit = startLimit
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
    mutating func resize(to size: Int, startLimit: Duration) {
        self.size = size
        self.startLimit = startLimit
        fill()
    }

    /// Adds places for as many workers as are wanted; a leaving worker keeps its place until it has ended.
    private mutating func fill() {
        for _ in 0..<max(0, size - places.count(where: \.counts)) {
            if let free = places.firstIndex(of: .absent) {
                places[free] = .vacant(notBefore: .distantPast)
            } else {
                places.append(.vacant(notBefore: .distantPast))
            }
        }
    }

    mutating func spawned(_ place: Int, now: MonotonicTime) {
        places[place] = .starting(since: now)
        failedStarts = 0
    }

    /// A worker could not even be started: the system has run out of a resource, which may become available at any
    /// time.
    mutating func failedToSpawn(_ place: Int, now: MonotonicTime) -> Judgement {
        failedStarts += 1
        let pause = min(Self.pause(afterEarlyDeaths: failedStarts), .seconds(1))
        places[place] = .vacant(notBefore: now + pause)
        return .notStarted(inARow: failedStarts)
    }

    mutating func ready(_ place: Int, now: MonotonicTime) {
        guard case .starting = places[place] else { return }
        places[place] = .ready(since: now)
    }

    /// A worker has ended.
    ///
    /// - Parameters:
    ///   - place: Its place.
    ///   - now: The time.
    ///   - hasWorked: Whether it has ever begun a task; if so, the pool does not count its end as an early death.
    mutating func ended(_ place: Int, now: MonotonicTime, hasWorked: Bool = false) -> Judgement {
        guard places[place] != .leaving else {
            places[place] = .absent
            return .ordinary
        }
        noteLasting(now)
        let isOrdinary = places[place] == .lasting || places[place].isReady && hasWorked
        earlyDeaths = isOrdinary ? 0 : earlyDeaths + 1
        places[place] = .vacant(notBefore: now + Self.pause(afterEarlyDeaths: earlyDeaths))
        return isOrdinary ? .ordinary : .early(inARow: earlyDeaths)
    }

    /// A worker that lasts ends the sequence of early deaths, once.
    private mutating func noteLasting(_ now: MonotonicTime) {
        for place in places.indices {
            guard case .ready(let since) = places[place], since + Self.probation <= now else { continue }
            places[place] = .lasting
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
            + places.indices.compactMap { place in
                switch places[place] {
                case .vacant(let notBefore) where notBefore <= now: return .spawn(place: place)
                case .starting(let since) where since + startLimit <= now:
                    places[place] = .dying
                    return .giveUp(place: place)
                default: return nil
                }
            }
    }

    /// Retires surplus workers: first those that are not started yet, then those in the highest places.
    private mutating func shrink() -> [Action] {
        var actions: [Action] = []
        for _ in 0..<surplus {
            let vacant = places.lastIndex { if case .vacant = $0 { true } else { false } }
            let starting = places.lastIndex { if case .starting = $0 { true } else { false } }
            if let vacant {
                places[vacant] = .absent
            } else if let place = starting ?? places.lastIndex(where: \.isReady) {
                places[place] = .leaving
                actions.append(.retire(place: place))
            }
        }
        return actions
    }

    /// The number of workers that are not wanted.
    private var surplus: Int {
        max(0, places.count(where: \.counts) - size)
    }

    /// When to ask for actions again, if no event comes before; 0 if there is an action already.
    var next: MonotonicTime? {
        guard !isStopping else { return nil }
        // A dying worker cannot be retired; asking again would change nothing.
        if surplus > 0, places.contains(where: { $0.counts && $0 != .dying }) { return .distantPast }
        return places.compactMap { phase in
            switch phase {
            case .vacant(let notBefore): notBefore
            case .starting(let since): since + startLimit
            case .absent, .ready, .lasting, .leaving, .dying: nil
            }
        }.min()
    }
}

extension PoolState {
    init(_ configuration: Autocron.Configuration) {
        self.init(size: configuration.workers, startLimit: configuration.workerStartLimit)
    }

    /// Applies changed settings.
    mutating func adopt(_ configuration: Autocron.Configuration) {
        resize(to: configuration.workers, startLimit: configuration.workerStartLimit)
    }
}

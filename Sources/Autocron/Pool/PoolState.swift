/// Which workers the pool should have: a pure value that is told what happens, and says what to do.
///
/// All times are monotonic nanoseconds.
struct PoolState: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        case spawn(place: Int)
        /// The worker has not reached `Autocron.start` in time.
        case giveUp(place: Int)
        /// There are more workers than wanted: this one shall finish what it runs, and end.
        case retire(place: Int)
    }

    /// What a death means for the pool.
    enum Judgement: Equatable, Sendable {
        case ordinary
        /// It died before it was ready, or in its first second and without ever having had a task, as others have before
        /// it: this often in a row.
        case early(inARow: Int)
        /// It could not even be started, and neither could others before it: this often in a row.
        case notStarted(inARow: Int)
    }

    private enum Phase: Equatable, Sendable {
        /// Nobody is wanted here.
        case absent
        case vacant(notBefore: Int64)
        case starting(since: Int64)
        case ready(since: Int64)
        /// It has been ready for a second.
        case lasting
        /// Killed because it was late, and not dead yet: that takes as long as the system call takes that it is in.
        case dying
        /// It was told to end; nobody takes its place.
        case leaving

        /// Whether it counts as one of the pool's workers.
        var counts: Bool { self != .absent && self != .leaving }

        var isReady: Bool {
            if case .ready = self { true } else { self == .lasting }
        }
    }

    private var places: [Phase] = []
    private var size: Int
    private var startLimit: Int64
    private var earlyDeaths = 0
    private var failedStarts = 0
    private var isStopping = false

    /// - Parameters:
    ///   - size: the number of workers.
    ///   - startLimit: how long a worker may take to be ready.
    init(size: Int, startLimit: Int64) {
        self.size = size
        self.startLimit = startLimit
        fill()
    }

    /// How long a worker must be ready for its start to count as a success, if it has no task meanwhile.
    static let probation: Int64 = 1_000_000_000

    /// Deaths before readiness after which the cause is reported as one that stays.
    static let crashLoop = 3

    /// How long a vacant place waits after deaths before readiness: 100 ms, doubled each time, half a minute at most.
    static func pause(afterEarlyDeaths count: Int) -> Int64 {
        count == 0 ? 0 : min(100_000_000 << Int64(min(count - 1, 20)), 30_000_000_000)
    }

    // MARK: What happens

    /// Other numbers are wanted from now on.
    mutating func resize(to size: Int, startLimit: Int64) {
        self.size = size
        self.startLimit = startLimit
        fill()
    }

    /// Makes room for as many workers as are wanted; one that leaves keeps its place until it has ended.
    private mutating func fill() {
        for _ in 0..<max(0, size - places.count(where: \.counts)) {
            if let free = places.firstIndex(of: .absent) {
                places[free] = .vacant(notBefore: 0)
            } else {
                places.append(.vacant(notBefore: 0))
            }
        }
    }

    mutating func spawned(_ place: Int, now: Int64) {
        places[place] = .starting(since: now)
        failedStarts = 0
    }

    /// A worker could not even be started: the system has run out of something, which may come back at any time.
    mutating func failedToSpawn(_ place: Int, now: Int64) -> Judgement {
        failedStarts += 1
        let pause = min(Self.pause(afterEarlyDeaths: failedStarts), 1_000_000_000)
        places[place] = .vacant(notBefore: now + pause)
        return .notStarted(inARow: failedStarts)
    }

    mutating func ready(_ place: Int, now: Int64) {
        guard case .starting = places[place] else { return }
        places[place] = .ready(since: now)
    }

    /// A worker has ended.
    ///
    /// - Parameters:
    ///   - place: where.
    ///   - now: the time.
    ///   - hasWorked: whether it has begun a task, ever: then its end is that task's affair, or nobody's.
    mutating func ended(_ place: Int, now: Int64, hasWorked: Bool = false) -> Judgement {
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

    /// A worker that lasts ends the row of early deaths, once.
    private mutating func noteLasting(_ now: Int64) {
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

    mutating func due(now: Int64) -> [Action] {
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

    /// Sends surplus workers away: first those that are not there yet, then those of the highest places.
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

    /// How many workers there are that are not wanted.
    private var surplus: Int {
        max(0, places.count(where: \.counts) - size)
    }

    /// When to ask again, if nothing happens before; 0 if there is something to do already.
    var next: Int64? {
        guard !isStopping else { return nil }
        // One that is dying cannot be sent away; asking again would not help.
        if surplus > 0, places.contains(where: { $0.counts && $0 != .dying }) { return 0 }
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
        self.init(size: configuration.workers, startLimit: configuration.workerStartLimit.nanoseconds)
    }

    /// Goes by what somebody has set.
    mutating func adopt(_ configuration: Autocron.Configuration) {
        resize(to: configuration.workers, startLimit: configuration.workerStartLimit.nanoseconds)
    }
}

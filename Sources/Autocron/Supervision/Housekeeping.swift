import Platform
import TaskModel

/// Copies the WAL and deletes old outcomes when the pool has become quiet.
///
/// Used by the supervisor's thread; the work itself is the store's.
final class Housekeeping {
    private let runtime: Runtime
    let maintenance: any StoreMaintenance
    private var quietPeriod = QuietPeriod()
    private var clockTrust = ClockTrust()

    init(_ runtime: Runtime) {
        self.runtime = runtime
        maintenance = runtime.store.makeMaintenance {
            [location = runtime.store.location, log = runtime.configuration.logHandler] in
            log(LogMessage($0, of: location))
        }
    }

    func start() {
        maintenance.start()
    }

    /// Notes that something has happened.
    func recordActivity() {
        quietPeriod.recordActivity(at: .now())
    }

    /// Copies the WAL now.
    func requestCheckpoint() {
        maintenance.request(deletingBefore: nil)
    }

    /// When the pool will have been quiet for long enough.
    var next: MonotonicTime? { quietPeriod.quietAt }

    /// Tidies up once after each time of activity.
    func run(_ now: MonotonicTime) {
        guard quietPeriod.takeQuiet(at: now) else { return }
        maintenance.request(deletingBefore: oldestKept())
    }

    /// Tasks that ended before this instant are deleted; nil while the clock cannot be trusted.
    private func oldestKept() -> WallTime? {
        let now = runtime.now()
        switch clockTrust.check(wall: now, uptime: Uptime.now()) {
        case .trusted:
            return OutcomeReader.deletable(at: now, timeToLive: runtime.configuration.resultTimeToLive)
        case .onProbation: return nil
        case .jumped(let jump):
            runtime.log(
                .warning, .clockJumped,
                "the clock has jumped forward by \(jump.components.seconds) s; no results are deleted until it has gone on like that "
                    + "for an hour, or is set back"
            )
            return nil
        }
    }
}

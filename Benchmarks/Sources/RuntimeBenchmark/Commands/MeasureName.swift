import ArgumentParser
import Autocron

/// The measures that the command line can select.
enum MeasureName: String, CaseIterable, ExpressibleByArgument {
    case blocking, full, suspending, buffered, drain, latency, latencySuspending = "latency-suspending", cron
    case rhythm, rhythmSuspending = "rhythm-suspending"
    case guest, unhosted, crowd
    case sharing, lateness, schedules, idle

    func measure(quick: Bool) throws -> any Measure {
        switch self {
        case .blocking: BlockingEnqueue(durability: .normal, calls: quick ? 2_000 : 5_000)
        case .full: BlockingEnqueue(durability: .full, calls: quick ? 200 : 500)
        case .suspending: SuspendingEnqueue(callsEach: quick ? 100 : 300)
        case .buffered: BufferedEnqueue(calls: quick ? 10_000 : 40_000)
        case .drain: Drain(tasks: quick ? 5_000 : 20_000)
        case .latency: Latency(.blocking, samples: quick ? 60 : 200)
        case .latencySuspending: Latency(.suspending, samples: quick ? 60 : 200)
        case .rhythm: Rhythm(.blocking, samples: quick ? 30 : 150)
        case .rhythmSuspending: Rhythm(.suspending, samples: quick ? 30 : 150)
        case .guest: GuestEnqueue(isHosted: true, calls: quick ? 2_000 : 5_000)
        case .unhosted: GuestEnqueue(isHosted: false, calls: quick ? 2_000 : 5_000)
        case .crowd: Crowd(tasks: quick ? 3_000 : 20_000)
        case .sharing: Sharing(tasksEach: quick ? 2_000 : 50_000)
        case .lateness: FiringLateness(seconds: quick ? 3 : 15)
        case .schedules: IdleSchedules(seconds: quick ? 2 : 10)
        case .idle: IdlePool(seconds: quick ? 2 : 30)
        case .cron: try CronSearch(steps: quick ? 2_000 : 10_000)
        }
    }
}

import InspectionModel
import Platform
import TaskModel
import TestSupport

@testable import AdminCommands
@testable import Inspection

extension TaskSummary {
    /// A task with as little as a list shows.
    init(_ number: UInt64, _ name: String, state: TaskState, finished: WallTime? = nil) {
        self.init(
            row: Int64(number), id: TaskID(high: 0, low: number), name: Array(name.utf8), queue: Array("default".utf8),
            state: state, priority: .medium, created: 0, runAt: 0, finished: finished)
    }

    func with(_ change: (inout TaskSummary) -> Void) -> TaskSummary {
        var copy = self
        change(&copy)
        return copy
    }
}

extension LiveSnapshot {
    /// A pool with something of everything.
    static let busy: LiveSnapshot = {
        let now: WallTime = 1_000_000_000_000
        let pool = PoolSnapshot(
            isHosted: true, process: 77, since: now - 180_000_000,
            workers: [
                PoolSnapshot.Worker(
                    process: 101, memory: 9_900_000,
                    task: TaskSummary(1, "App.render(_:)", state: .running).with {
                        $0.progress = 0.5
                        $0.progressMessage = Array("half".utf8)
                    }, taskRunningFor: .microseconds(12_000_000)
                ),
                PoolSnapshot.Worker(
                    process: 102, task: TaskSummary(2, "App.mail()", state: .running).with { $0.isCancelling = true },
                    taskRunningFor: .microseconds(400_000)
                ),
                PoolSnapshot.Worker(process: 103, memory: 5_000_000),
            ])
        let overview = Overview(
            states: [.waiting: 15, .running: 2, .succeeded: 1_204, .failed: 3],
            queues: [
                Overview.Queue(
                    name: Array("default".utf8), due: 3, later: 2, running: 2, oldestDue: now - 65_000_000),
                Overview.Queue(name: Array("mail".utf8), due: 10, isPaused: true),
            ])
        return LiveSnapshot(
            status: StatusSnapshot(
                location: "/srv/app.db", now: now, size: StorageSize(bytes: 12_300_000, walBytes: 512), pool: pool,
                overview: overview),
            lastEnded: [
                TaskSummary(11, "App.good()", state: .succeeded, finished: now - 1_000_000),
                TaskSummary(12, "App.bad()", state: .failed, finished: now - 7_000_000).with {
                    $0.failure = Failure(.threw, message: "threw: no paper")
                },
                TaskSummary(13, "App.gone()", state: .cancelled, finished: now - 60_000_000),
            ],
            endedPerSecond: Array(repeating: 0, count: 50) + [1, 2, 3, 4, 5, 6, 7, 8, 0, 4]
        )
    }()

    func with(_ change: (inout LiveSnapshot) -> Void) -> LiveSnapshot {
        var copy = self
        change(&copy)
        return copy
    }
}

extension WatchModel {
    func frame(_ columns: Int, _ rows: Int, hasColors: Bool = false, hasBlocks: Bool = true) -> [String] {
        let screen = OutputStyle(width: columns, hasColors: hasColors)
        return WatchFrame(self, columns: columns, rows: rows, output: screen, hasBlocks: hasBlocks).lines()
    }

    /// Presses keys, and gives what they asked for.
    mutating func press(_ keys: Key...) -> [Effect] {
        keys.compactMap { press($0) }
    }
}

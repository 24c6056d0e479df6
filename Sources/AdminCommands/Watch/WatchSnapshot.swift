import Platform
import TaskModel

/// The database's state at an instant, as `watch` reads it; names and texts are as stored.
struct WatchSnapshot: Hashable {
    struct Worker: Hashable {
        var process: Int32
        var memory: Int64?
        /// The task that it executes; nil while it is idle.
        var task: Running?
    }

    struct Running: Hashable {
        var id: TaskID
        var name: String
        var runsFor: Duration
        /// From 0 to 1.
        var progress: Double?
        var message: String
        var isCancelling: Bool
    }

    struct Queue: Hashable {
        var name: String
        var due: Int
        var later: Int
        var running: Int
        var held: Int
        var isPaused: Bool
        /// When the oldest due task could have started.
        var oldestDue: WallTime?
    }

    /// A task that ended.
    struct Event: Hashable {
        var id: TaskID
        var name: String
        var state: TaskState
        var ended: WallTime
        /// How it failed.
        var text: String
    }

    var path: String
    var now: WallTime
    var host: Int32?
    var isHosted: Bool
    var hostSince: WallTime?
    var bytes: Int64
    var walBytes: Int64
    /// What is paused, in words; empty if nothing is.
    var paused: String
    var isEverythingPaused: Bool
    /// The functions that are paused, by their names.
    var pausedFunctions: Set<String>
    var states: [TaskState: Int]
    var workers: [Worker]
    var queues: [Queue]
    /// Newest first.
    var events: [Event]
    /// Tasks that ended in each of the last seconds, oldest first.
    var endedPerSecond: [Int]
    var nextDue: WallTime?
}

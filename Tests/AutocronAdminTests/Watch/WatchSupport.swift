import Platform
import TaskModel
import TestSupport

@testable import AdminCommands

extension WatchSnapshot {
    /// A pool with something of everything.
    static let busy: WatchSnapshot = {
        let now: WallTime = 1_000_000_000_000
        func id(_ number: UInt64) -> TaskID { TaskID(high: number, low: number) }
        return WatchSnapshot(
            path: "/srv/app.db", now: now, host: 77, isHosted: true, hostSince: now - 180_000_000,
            bytes: 12_300_000, walBytes: 512, paused: "", isEverythingPaused: false, pausedFunctions: [],
            states: [.waiting: 15, .running: 2, .succeeded: 1_204, .failed: 3],
            workers: [
                Worker(
                    process: 101, memory: 9_900_000,
                    task: Running(
                        id: id(1), name: "App.render(_:)", runsFor: .microseconds(12_000_000), progress: 0.5,
                        message: "half",
                        isCancelling: false
                    )
                ),
                Worker(
                    process: 102, memory: nil,
                    task: Running(
                        id: id(2), name: "App.mail()", runsFor: .microseconds(400_000), progress: nil, message: "",
                        isCancelling: true)
                ),
                Worker(process: 103, memory: 5_000_000, task: nil),
            ],
            queues: [
                Queue(
                    name: "default", due: 3, later: 2, running: 2, held: 0, isPaused: false,
                    oldestDue: now - 65_000_000),
                Queue(name: "mail", due: 10, later: 0, running: 0, held: 0, isPaused: true, oldestDue: nil),
            ],
            events: [
                Event(id: id(11), name: "App.good()", state: .succeeded, ended: now - 1_000_000, text: ""),
                Event(id: id(12), name: "App.bad()", state: .failed, ended: now - 7_000_000, text: "threw: no paper"),
                Event(id: id(13), name: "App.gone()", state: .cancelled, ended: now - 60_000_000, text: ""),
            ],
            endedPerSecond: Array(repeating: 0, count: 50) + [1, 2, 3, 4, 5, 6, 7, 8, 0, 4], nextDue: nil
        )
    }()

    func with(_ change: (inout WatchSnapshot) -> Void) -> WatchSnapshot {
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

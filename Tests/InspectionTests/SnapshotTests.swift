import InspectionModel
import Platform
import TaskModel
import Testing

@testable import Inspection

@Suite("What snapshots derive")
struct SnapshotTests {
    private func schedule(_ spec: String, isActive: Bool = true, isPaused: Bool = false) -> ScheduleRow {
        ScheduleRow(
            name: Array("tick()".utf8), spec: Array(spec.utf8), last: .epoch, isActive: isActive, isPaused: isPaused)
    }

    @Test("The next firings of a schedule, and none of one that does not fire")
    func firings() {
        let minute = schedule("every 60000000 microseconds")
        let snapshot = ScheduleSnapshot(minute, now: WallTime(microseconds: 90_000_000))
        #expect(snapshot.words == "every 60 s")
        let firings = snapshot.nextFirings(3)
        #expect(firings.count == 3)
        #expect(zip(firings, firings.dropFirst()).allSatisfy { $1 - $0 == .seconds(60) })
        #expect(snapshot.next == firings.first)
        for other in [schedule("every 60000000 microseconds", isActive: false), schedule("never heard of")] {
            #expect(ScheduleSnapshot(other, now: .epoch).nextFirings(3).isEmpty)
        }
        #expect(ScheduleSnapshot(minute, isHalted: true, now: .epoch).next == nil)
        #expect(ScheduleSnapshot(schedule("30 9 * * 1-5 in Europe/Berlin"), now: .epoch).timeZone == "Europe/Berlin")
    }

    @Test("Queues with nothing to show are left out, but for the default one")
    func queues() {
        let overview = Overview(queues: [
            Overview.Queue(name: Array("default".utf8)), Overview.Queue(name: Array("a".utf8)),
            Overview.Queue(name: Array("b".utf8), held: 1), Overview.Queue(name: Array("c".utf8), isPaused: true),
            Overview.Queue(name: Array("d".utf8), later: 1, nextDue: WallTime(microseconds: 7)),
        ])
        let status = StatusSnapshot(
            location: "/app.db", now: .epoch, size: StorageSize(bytes: 1, walBytes: nil),
            pool: PoolSnapshot(isHosted: false), overview: overview)
        #expect(status.queues.map { String(decoding: $0.name, as: UTF8.self) } == ["default", "b", "c", "d"])
        #expect(status.nextDue == WallTime(microseconds: 7))
        #expect(status.oldestDue == nil)
    }

    @Test("Queues that nobody serves are told of where they have due tasks that nothing else keeps waiting")
    func unserved() {
        let overview = Overview(queues: [
            Overview.Queue(name: Array("default".utf8), due: 1),
            Overview.Queue(name: Array("gpu\n".utf8), due: 3, isServed: false),
            Overview.Queue(name: Array("paused".utf8), due: 1, isPaused: true, isServed: false),
            Overview.Queue(name: Array("later".utf8), later: 1, isServed: false),
            Overview.Queue(name: Array("mail".utf8), due: 1, isServed: false),
        ])
        for isHosted in [true, false] {
            let status = StatusSnapshot(
                location: "/app.db", now: .epoch, size: StorageSize(bytes: 1, walBytes: nil),
                pool: PoolSnapshot(isHosted: isHosted), overview: overview)
            #expect(status.unservedQueues == (isHosted ? #"gpu\n (3), mail (1)"# : nil))
        }
    }

    @Test("What tells of a task's data is left out on request, and not the rest")
    func redaction() throws {
        let crash = CrashDetails(
            reason: "secret", frames: [.init(function: "f", file: "a", line: 1, column: 2)], standardError: "secret")
        let failure = Failure(.crashed, message: "secret", signal: 11, crash: crash)
        let summary = TaskSummary(
            row: 1, id: TaskID(high: 1, low: 2), name: Array("f()".utf8), queue: Array("q".utf8), state: .failed,
            priority: .low, created: .epoch, runAt: .epoch, progressMessage: Array("secret".utf8), failure: failure)
        let details = TaskDetails(
            summary: summary, arguments: Array(#"{"a":"secret"}"#.utf8), result: Array(#""secret""#.utf8),
            key: Array("secret".utf8),
            earlier: [AttemptRow(claimNumber: 4, started: nil, ended: .epoch, failure: failure)])
        let shown = try JSON(TaskSnapshot(details)).text
        #expect(shown.split(separator: "secret").count == 11)
        let redacted = try JSON(TaskSnapshot(details, isRedacted: true)).text
        #expect(!redacted.contains("secret"))
        #expect(redacted.contains(#""signal":11"#))
        #expect(redacted.contains(#""claim_number":4"#))
    }

    @Test("Names of states and priorities are read as they are written")
    func names() {
        for state in TaskState.allCases { #expect(TaskState(name: state.name) == state) }
        for priority in Priority.allCases { #expect(Priority(name: priority.name) == priority) }
        #expect(TaskState(name: "done") == nil)
        #expect(Priority(name: "1") == nil)
    }
}

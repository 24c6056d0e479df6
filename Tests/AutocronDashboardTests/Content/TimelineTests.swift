import InspectionModel
import Platform
import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("The timeline of a task's attempts")
struct TimelineTests {
    private func at(_ second: Int64) -> WallTime { WallTime(microseconds: second * 1_000_000) }

    private func task(_ state: TaskState, started: Int64?, finished: Int64?, _ earlier: [AttemptRow]) -> TaskDetails {
        let summary = TaskSummary(
            row: 1, id: TaskID(high: 0, low: 1), name: [], queue: [], state: state, priority: .medium, created: at(0),
            runAt: at(0), started: started.map(at), finished: finished.map(at))
        return TaskDetails(summary: summary, arguments: [], earlier: earlier)
    }

    private func attempt(_ start: Int64?, _ end: Int64) -> AttemptRow {
        AttemptRow(claimNumber: 1, started: start.map(at), ended: at(end), failure: Failure(.threw))
    }

    private func lengths(_ task: TaskDetails) -> [String] {
        AttemptTimeline.spans(of: task, now: at(100)).map { "\($0.kind) \(Int($0.length / .seconds(1)))" }
    }

    @Test("Waiting, running and backoff, each with its length")
    func spans() {
        #expect(lengths(task(.waiting, started: nil, finished: nil, [])) == ["waiting 100"])
        #expect(lengths(task(.running, started: 10, finished: nil, [])) == ["waiting 10", "running 90"])
        #expect(
            lengths(task(.succeeded, started: 30, finished: 50, [attempt(5, 10)]))
                == ["waiting 5", "running 5", "backoff 20", "running 20"])
        #expect(
            lengths(task(.waiting, started: 5, finished: nil, [attempt(5, 10)]))
                == ["waiting 5", "running 5", "backoff 90"])
        #expect(lengths(task(.cancelled, started: nil, finished: 50, [])) == [])
    }

    @Test("Instants that no clock has shown make no negative span, and no trap")
    func odd() {
        let wild = task(.failed, started: 5, finished: 1, [attempt(nil, 90), attempt(80, -7)])
        #expect(AttemptTimeline.spans(of: wild, now: at(100)).allSatisfy { $0.length >= .zero })
        let far = AttemptTimeline.Span(kind: .running, start: .distantPast, end: .distantFuture)
        #expect(far.milliseconds == 1_000_000_000_000)
    }
}

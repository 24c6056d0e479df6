import InspectionModel
import Platform
import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("Groups of failures")
struct FailureGroupTests {
    private func task(_ row: Int64, _ name: String, _ failure: Failure, state: TaskState = .failed) -> TaskSummary {
        TaskSummary(
            row: row, id: TaskID(high: 0, low: UInt64(row)), name: Array(name.utf8), queue: [], state: state,
            priority: .medium, created: .epoch, runAt: .epoch, finished: WallTime(microseconds: row), attemptsUsed: 2,
            failure: failure)
    }

    @Test("Tasks of one function that crashed at one place, or threw the same but for numbers, are one group")
    func groups() throws {
        let crash = CrashDetails(frames: [.init(function: "f", file: "/src/Photos.swift", line: 31, column: 1)])
        let tasks = [
            task(5, "a()", Failure(.threw, message: "no user 12")), task(4, "a()", Failure(.crashed, crash: crash)),
            task(3, "a()", Failure(.threw, message: "no user 7")),
            task(2, "b()", Failure(.threw, message: "no user 7")),
            task(1, "a()", Failure(.crashed, signal: 11)), task(0, "a()", Failure(.threw), state: .parked),
        ]
        let groups = FailureGroup.make(of: tasks)
        #expect(groups.map(\.ids.count) == [2, 1, 1, 1])
        let first = try #require(groups.first)
        #expect(first.cause.message == "no user …")
        #expect(first.example.row == 5)
        #expect((first.first, first.last) == (WallTime(microseconds: 3), WallTime(microseconds: 5)))
        #expect(first.attempts == 4)
        #expect(Set(groups.compactMap(\.cause.place)) == ["Photos.swift:31", "signal 11 (SIGSEGV)"])
    }

    @Test(
        "What differs from task to task is taken out of a message",
        arguments: [
            ("no file 'a b' at 3", "no file '…' at …"), ("don't retry", "don't retry"),
            ("id 0191f2-ab3 gone", "id … gone"), ("\"open", "\"open".prefix(1).description), ("", ""),
        ])
    func generalized(message: String, expected: String) {
        #expect(FailureGroup.Cause.generalized(message) == expected)
    }
}

import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("Why a task has no result, in words")
struct TaskErrorTests {
    static let table: [(TaskError, String)] = [
        (.notStarted, "Autocron.start"), (.threw("no paper"), "no paper"), (.timedOut, "timeout"),
        (.crashed(signal: 11), "signal 11 (SIGSEGV)"), (.crashed(signal: 64), "signal 64"),
        (.crashed(exitCode: 3), "code 3"),
        (.crashed(.unknown), "no process was left"), (.cancelled, "cancelled"), (.unknown, "time to live"),
        (.parked("why"), "why"),
        (.neverRuns("it is paused"), "it is paused"),
        (.waitCancelled, "continues"), (.waitTimedOut, "continues"), (.waitStopped, "at the next start"),
        (.unstorableResult("its result takes 9 bytes"), "its result takes 9 bytes"),
        (.wouldDeadlock, "Autocron.transaction"),
        (.notStored("the disk is full"), "the disk is full"), (.invalidArguments("too large"), "too large"),
        (.undecodableResult("found a map"), "found a map"),
    ]

    @Test("Each says what happened", arguments: table)
    func descriptions(_ error: TaskError, _ part: String) {
        #expect(error.description.contains(part))
        #expect("\(error)" == error.description)
        #expect(!error.description.hasSuffix("."))
    }

    static let failures: [(Failure?, TaskError)] = [
        (Failure(.threw, message: "no"), .threw("no")), (Failure(.threw), .threw("")), (Failure(.timedOut), .timedOut),
        (Failure(.crashed, signal: 9), .crashed(signal: 9)), (Failure(.crashed, exitCode: 0), .crashed(exitCode: 0)),
        (Failure(.crashed), .crashed(.unknown)), (Failure(.cancelled), .cancelled),
        (Failure(.unknownName, message: "gone"), .parked("gone")),
        (Failure(.interruptedTooOften, message: "20"), .parked("20")),
        (Failure(.unstorable, message: "large"), .unstorableResult("large")),
        (nil, .parked("the reason is not known")),
    ]

    @Test("A stored failure becomes its error", arguments: failures)
    func ofFailure(_ failure: Failure?, _ error: TaskError) {
        #expect(TaskError(failure) == error)
    }

    @Test(
        "What the store says becomes an error of the call",
        arguments: [
            (StoreError(.closed, "closed"), TaskError.notStarted), (StoreError(.diskFull, "full"), .notStored("full")),
            (StoreError(.busy, "locked"), .notStored("locked")),
        ])
    func ofStore(_ error: StoreError, _ expected: TaskError) {
        #expect(TaskError(error) == expected)
    }
}

import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Workers that end before they are ready")
struct PrematureExitMessageTests {
    @Test(
        "The first are warnings, the third says what to check, and then it is quiet",
        arguments: [
            (1, LogMessage.Level.warning), (2, .warning), (3, .error), (4, nil), (1_000, nil),
        ] as [(Int, LogMessage.Level?)])
    func levels(_ inARow: Int, _ level: LogMessage.Level?) {
        #expect(PrematureExitMessage(.premature(consecutive: inARow), what: "it died")?.message?.level == level)
    }

    @Test("An ordinary death is not reported as an early one")
    func ordinary() {
        #expect(PrematureExitMessage(.expected, what: "it died") == nil)
    }

    @Test("One that cannot be started is told once, and what to check in the program is not said")
    func notStarted() {
        let first = PrematureExitMessage(.notStarted(consecutive: 1), what: "no descriptor is free")?.message
        #expect(first?.level == .error)
        #expect(first?.text == "no descriptor is free; tasks wait, and it is tried again each second")
        for count in [2, 3, 100] {
            #expect(PrematureExitMessage(.notStarted(consecutive: count), what: "it died")?.message == nil)
        }
    }

    @Test("A crash is the reason that is told, also where its report takes longer than a worker may")
    func crashes() throws {
        let report = CrashReport(json: Data(#"{"description": "Aborted"}"#.utf8))
        let told = PrematureExitMessage.describe(7, status: .signaled(6), timeout: nil, report: report)
        #expect(told == "a worker (process 7) died of signal 6 (SIGABRT) before it reached 'Autocron.start' (Aborted)")
        let slow = PrematureExitMessage.describe(7, status: .signaled(9), timeout: .seconds(30), wasReporting: true)
        #expect(slow.hasPrefix("a worker (process 7) crashed before it reached 'Autocron.start'"))
        #expect(slow.contains("took longer than 30 s"))
    }

    @Test("The story names the process, and the limit where there was one")
    func stories() {
        let exited = PrematureExitMessage.describe(7, status: .exited(3), timeout: nil)
        #expect(exited == "a worker (process 7) exited with code 3 before it reached 'Autocron.start'")
        let late = PrematureExitMessage.describe(7, status: .signaled(9), timeout: .milliseconds(200))
        #expect(late == "a worker (process 7) did not reach 'Autocron.start' within 0.2 s and was killed")
    }
}

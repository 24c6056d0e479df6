import Testing

@testable import Autocron

@Suite("Workers that end before they are ready")
struct EarlyDeathTests {
    @Test(
        "The first are warnings, the third says what to check, and then it is quiet",
        arguments: [
            (1, LogMessage.Level.warning), (2, .warning), (3, .error), (4, nil), (1_000, nil),
        ] as [(Int, LogMessage.Level?)])
    func levels(_ inARow: Int, _ level: LogMessage.Level?) {
        #expect(EarlyDeath(.early(inARow: inARow), what: "it died")?.message?.level == level)
    }

    @Test("An ordinary death is not reported as an early one")
    func ordinary() {
        #expect(EarlyDeath(.ordinary, what: "it died") == nil)
    }

    @Test("The story names the process, and the limit where there was one")
    func stories() {
        let exited = EarlyDeath.describe(7, .exited(3), limit: nil)
        #expect(exited == "a worker (process 7) exited with code 3 before it reached 'Autocron.start'")
        let late = EarlyDeath.describe(7, .signalled(9), limit: .milliseconds(200))
        #expect(late == "a worker (process 7) did not reach 'Autocron.start' within 0.2 s and was killed")
    }
}

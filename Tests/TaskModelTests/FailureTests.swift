import Testing

@testable import TaskModel

@Suite("A failure's stored form")
struct FailureTests {
    @Test(
        "It reads back as it was",
        arguments: [
            Failure(.threw, message: "a \"quoted\" / ä 🙂\n\u{0}"), Failure(.timedOut), Failure(.crashed, signal: -1),
            Failure(.crashed, exitCode: .max),
            Failure(
                .crashed, signal: 4,
                crash: CrashDetails(
                    reason: "no \"photo\"",
                    frames: [.init(function: "f(_:)", file: "/ä/A.swift", line: 3, column: 0, times: 9)],
                    standardError: "\u{1B}[31m\n")),
            Failure(.cancelled), Failure(.unknownName, message: ""),
        ])
    func roundTrip(_ failure: Failure) {
        #expect(Failure(json: failure.json) == failure)
    }

    @Test("Anything else is none", arguments: ["", "null", "[]", "{}", #"{"kind":"bored"}"#, #"{"kind":"threw""#])
    func unreadable(_ text: String) {
        #expect(Failure(json: Array(text.utf8)) == nil)
    }
}

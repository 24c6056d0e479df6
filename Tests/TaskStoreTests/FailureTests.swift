import Testing

@testable import TaskStore

@Suite("A failure's stored form")
struct FailureTests {
    @Test(
        "It reads back as it was",
        arguments: [
            Failure(.threw, message: "a \"quoted\" / ä 🙂\n\u{0}"), Failure(.timedOut), Failure(.crashed, signal: -1),
            Failure(.crashed, exitCode: .max), Failure(.cancelled), Failure(.unknownName, message: ""),
        ])
    func roundTrip(_ failure: Failure) {
        #expect(Failure(json: failure.json) == failure)
    }

    @Test("Anything else is none", arguments: ["", "null", "[]", "{}", #"{"kind":"bored"}"#, #"{"kind":"threw""#])
    func unreadable(_ text: String) {
        #expect(Failure(json: Array(text.utf8)) == nil)
    }
}

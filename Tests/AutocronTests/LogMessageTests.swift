import Testing

@testable import Autocron

@Suite("A log message")
struct LogMessageTests {
    @Test("It is one line with its level, and levels have an order")
    func description() {
        #expect(LogMessage(.warning, "look").description == "autocron warning: look")
        #expect([LogMessage.Level.error, .info, .warning].sorted() == [.info, .warning, .error])
    }
}

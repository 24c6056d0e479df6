import TestMessages
import TestSupport
import Testing

@Suite("What tests and their programs say to each other")
struct TestMessageTests {
    @Test(
        "Orders come back from their line as they were",
        arguments: [
            .exit, .stop(within: 0.3), .restart(database: "/a folder/app.db", workers: 2), .echo("a \"b\"\nc"),
            .die("victim", by: .signal(9)), .misbehave("x", .trapWhenOpened(pipe: "/go")),
            .value(of: "id", as: .number),
            .connection(.sql("SELECT 1")), .leavesDaemon("d", then: .returns),
        ] as [TestOrder])
    func orders(order: TestOrder) {
        let line = TestMessage.line(order)
        #expect(!line.contains("\n"))
        #expect(TestMessage.read(line) == order)
    }

    @Test("Events come back from their line as they were, and leave out what they do not tell")
    func events() {
        let log = TestEvent.Log(level: .warning, event: "attempt.crashed", metadata: ["autocron.signal": "9"])
        let firing = TestEvent.Firing(function: "tick", instant: 1_000_000, missed: 2, lateness: -5)
        for event in [
            TestEvent(.began, task: "a", attempt: 2, child: 7), TestEvent(.stored, ids: ["x", "y"]),
            TestEvent(.value, value: "a\nb"), TestEvent(.log, text: "words", log: log),
            TestEvent(.error, text: "words", order: .square(3)), TestEvent(.fired, firing: firing),
        ] {
            #expect(TestMessage.read(event.description) == event)
        }
        let event = TestEvent(.stopped)
        #expect(event.description == #"{"name":"stopped","process":\#(event.process)}"#)
    }

    @Test(
        "What a task prints is no event", arguments: ["", "begin", "{}", "[1]", #"{"name":"unheard of","process":1}"#])
    func others(line: String) {
        #expect(TestMessage.read(line, as: TestEvent.self) == nil)
    }

    @Test("A pattern chooses by name and tag, and requires the rest")
    func patterns() {
        let event = TestEvent(.began, task: "a", attempt: 1)
        #expect(EventPattern.began.matches(event) && EventPattern.began("a").matches(event))
        #expect(!EventPattern.began("b").matches(event) && !EventPattern.ended("a").matches(event))
        let second = EventPattern.began("a", attempt: 2)
        #expect(second.matches(event) && !second.accepts(event))
        #expect(EventPattern.began("a", attempt: 1).accepts(event))
        let warning = TestEvent(.log, text: "worker 7", log: TestEvent.Log(level: .warning, event: "e", metadata: [:]))
        #expect(EventPattern.log(.warning, "worker").matches(warning))
        #expect(!EventPattern.log(.error).matches(warning) && !EventPattern.log(.warning, "a worker").matches(warning))
    }

    @Test("A program that tells something else is shown with its line, and so is one that ends in silence")
    func failures() async throws {
        let line = TestEvent(.value, value: "3").description
        let talking = try App(at: "/bin/echo", [line])
        let wrong = await #expect(throws: App.Unexpected.self) { try await talking.expect(.value("4")) }
        #expect(wrong?.description == "expected 'value' of 4, received \(line)")
        let silent = try App(at: "/bin/echo", ["no event"])
        let missing = await #expect(throws: App.Missing.self) { try await silent.expect(.started, within: 0.5) }
        #expect(missing?.description.hasSuffix("left unread:\nno event") == true)
    }
}

import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform
@testable import TaskModel

@Suite("A log message")
struct LogMessageTests {
    @Test("It is one line with its level, and levels have an order")
    func description() {
        #expect(LogMessage(.warning, .workerEnded, "look").description == "autocron warning: look")
        #expect(LogMessage(.warning, .workerEnded, "größe 👩\u{FE0F}").text == "größe 👩\u{FE0F}")
        #expect([LogMessage.Level.error, .info, .warning, .debug].sorted() == [.debug, .info, .warning, .error])
    }

    static let forgery = "no\n[2026] autocron error: all is lost\r\u{1B}[2J\0\u{9B}\u{202E}\u{2028}"

    @Test("What tasks bring into it forges no lines and steers no terminal")
    func forgery() throws {
        let transition = TaskTransition(
            row: 1, id: TaskID.make(), name: "App.f(\u{1B}]0;x\u{7})", state: .failed, runAt: 0
        )
        let failure = Failure(.threw, message: Self.forgery, type: "App.Refusal")
        let crash = Failure(.crashed, crash: CrashDetails(reason: Self.forgery, frames: [], standardError: nil))
        let thrown = try #require(FailedAttempt(transition: transition, failure: failure).message)
        let wreck = try #require(CrashLogMessage(transition, result: .failed(crash), status: .signaled(4), process: 7))
        let texts = [thrown.text, thrown.description, wreck.message.description]
        for metadata in [thrown.metadata, wreck.message.metadata] {
            #expect(!metadata.values.joined().unicodeScalars.contains(where: TerminalEscaping.isHidden))
        }
        for text in texts {
            #expect(!text.unicodeScalars.contains(where: TerminalEscaping.isHidden), "\(text)")
            #expect(text.contains(#"no\n[2026]"#))
        }
    }

    @Test("Errors that quote users' words do not either")
    func errors() {
        let errors: [any Error & CustomStringConvertible] = [
            TaskError.threw(Self.forgery), TaskError.parked(Self.forgery), TaskError.invalidArguments(Self.forgery),
            TaskError.undecodableResult(Self.forgery), TaskError.unstorableResult(Self.forgery),
            TaskError.notStored(Self.forgery), AutocronError(.missingDirectory, Self.forgery),
        ]
        for error in errors {
            #expect(error.description.contains(#"no\n[2026]"#))
            #expect(!error.description.unicodeScalars.contains(where: TerminalEscaping.isHidden))
            #expect(error.localizedDescription == error.description)
        }
        // Programs that look at the words themselves get them as they are.
        #expect(TaskError.threw(Self.forgery) == TaskError(Failure(.threw, message: Self.forgery)))
    }

    @Test("A failed attempt says in its metadata which task it was, and how it failed")
    func attempt() throws {
        let id = TaskID.make()
        var transition = TaskTransition(
            row: 1, id: id, name: "App.f()", state: .waiting, runAt: 0, queue: "mail", attemptsUsed: 2)
        let next = try #require(FailedAttempt(transition: transition, failure: Failure(.threw, message: "no")).message)
        #expect(next.level == .info)
        #expect(next.event.rawValue == "attempt.ended")
        #expect(next.task == id)
        #expect(
            next.metadata == [
                "autocron.task.id": id.description, "autocron.task.name": "App.f()", "autocron.task.attempt": "2",
                "autocron.task.state": "waiting", "autocron.queue": "mail", "autocron.failure": "threw",
            ])
        transition.state = .failed
        let last = try #require(FailedAttempt(transition: transition, failure: Failure(.timedOut)).message)
        #expect(last.level == .warning)
        #expect(last.metadata["autocron.task.state"] == "failed")
        #expect(last.metadata["autocron.failure"] == "timedOut")
    }

    @Test("A crash says in its metadata which worker died, of what, and in which attempt, also one that does not count")
    func crash() throws {
        var transition = TaskTransition(row: 1, id: TaskID.make(), name: "App.f()", state: .failed, runAt: 0)
        transition.attemptsUsed = 1
        let story = try #require(
            CrashLogMessage(
                transition, result: .failed(Failure(.crashed, signal: 11)), status: .signaled(9), process: 7))
        #expect(story.message.event == .attemptCrashed)
        #expect(story.message.metadata["autocron.signal"] == "11")
        #expect(story.message.metadata["autocron.worker"] == "7")
        #expect(story.message.metadata["autocron.task.attempt"] == "1")
        transition.state = .waiting
        transition.unattributed = 1
        transition.attemptsUsed = 0
        let unseen = try #require(
            CrashLogMessage(transition, result: .unattributed(Failure(.crashed)), status: .unseen, process: nil))
        #expect(unseen.message.metadata["autocron.task.attempt"] == "1")
        #expect(unseen.message.metadata["autocron.worker"] == nil)
        let late = try #require(
            CrashLogMessage(transition, result: .failed(Failure(.timedOut)), status: .signaled(9), process: 7))
        #expect(late.message.event == .attemptEnded)
    }

    @Test("What a task threw is said with its type, unless the words have it")
    func types() {
        func text(_ message: String?, _ type: String?) -> String? {
            let transition = TaskTransition(row: 1, id: TaskID.make(), name: "App.f()", state: .failed, runAt: 0)
            let failure = Failure(.threw, message: message, type: type)
            let text = FailedAttempt(transition: transition, failure: failure).message?.text
            return text?.split(separator: " threw ").last?.split(separator: "; no").first.map(String.init)
        }
        #expect(text("the printer is on fire", "App.Fire") == "Fire: the printer is on fire")
        #expect(text("Fire()", "App.Fire") == "Fire()")
        #expect(text(nil, "App.Fire") == "Fire")
        #expect(text("old", nil) == "old")
        #expect(text(nil, nil) == "an error")
    }
}

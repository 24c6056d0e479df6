import Foundation
import Testing

@testable import Autocron
@testable import TaskStore

@Suite("A log message")
struct LogMessageTests {
    @Test("It is one line with its level, and levels have an order")
    func description() {
        #expect(LogMessage(.warning, "look").description == "autocron warning: look")
        #expect(LogMessage(.warning, "größe 👩\u{FE0F}").text == "größe 👩\u{FE0F}")
        #expect([LogMessage.Level.error, .info, .warning].sorted() == [.info, .warning, .error])
    }

    static let forgery = "no\n[2026] autocron error: all is lost\r\u{1B}[2J\0\u{9B}\u{202E}\u{2028}"

    @Test("What tasks bring into it forges no lines and steers no terminal")
    func forgery() throws {
        let settlement = Settlement(
            row: 1, id: TaskID.make().bytes, name: "App.f(\u{1B}]0;x\u{7})", state: .failed, runAt: 0
        )
        let failure = Failure(.threw, message: Self.forgery, type: "App.Refusal")
        let crash = Failure(.crashed, crash: CrashStory(reason: Self.forgery, frames: [], standardError: nil))
        let thrown = try #require(FailedAttempt(settlement: settlement, failure: failure).message)
        let wreck = try #require(WreckStory(settlement, .failed(crash), .signaled(4), process: 7))
        for text in [thrown.text, thrown.description, LogMessage(.warning, wreck.text).description] {
            #expect(!text.unicodeScalars.contains(where: Visible.isHidden), "\(text)")
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
            #expect(!error.description.unicodeScalars.contains(where: Visible.isHidden))
            #expect(error.localizedDescription == error.description)
        }
        // Programs that look at the words themselves get them as they are.
        #expect(TaskError.threw(Self.forgery) == TaskError(Failure(.threw, message: Self.forgery)))
    }

    @Test("What a task threw is said with its type, unless the words have it")
    func types() {
        func text(_ message: String?, _ type: String?) -> String? {
            let settlement = Settlement(row: 1, id: TaskID.make().bytes, name: "App.f()", state: .failed, runAt: 0)
            let failure = Failure(.threw, message: message, type: type)
            let text = FailedAttempt(settlement: settlement, failure: failure).message?.text
            return text?.split(separator: " threw ").last?.split(separator: "; no").first.map(String.init)
        }
        #expect(text("the printer is on fire", "App.Fire") == "Fire: the printer is on fire")
        #expect(text("Fire()", "App.Fire") == "Fire()")
        #expect(text(nil, "App.Fire") == "Fire")
        #expect(text("old", nil) == "old")
        #expect(text(nil, nil) == "an error")
    }
}

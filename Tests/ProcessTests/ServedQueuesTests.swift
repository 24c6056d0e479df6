import Foundation
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Programs whose workers serve some queues")
    struct ServedQueuesTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("A task of another queue waits until a program that serves it starts")
        func served() async throws {
            let mail = try await App.started(scratch, workers: 2, "serves=mail,post")
            let waiting = [
                try await mail.store(.queued("render", queue: "gpu")), try await mail.store(.echo("default")),
            ]
            for number in 0..<10 {
                let queue = number.isMultiple(of: 2) ? "mail" : "post"
                let id = try await mail.store(.queued("letter \(number)", queue: queue))
                try await mail.expectValue("letter \(number)!", of: id)
            }
            for id in waiting { try await mail.expectStatus("waiting", of: id) }
            try await mail.stop(within: 5)
            mail.endInput()
            try await mail.expectEnd()
            #expect(mail.events(.began).count == 10)
            let all = try await App.started(scratch, workers: 1, "serves=gpu,default")
            for (id, text) in zip(waiting, ["render", "default"]) { try await all.expectValue("\(text)!", of: id) }
        }

        @Test("Who takes over the pool serves its own queues, and not those of the program before")
        func takesOver() async throws {
            let mail = try await App.started(scratch, workers: 1, "serves=mail")
            let gpu = try await App.started(scratch, workers: 1, "serves=gpu")
            try await gpu.expect(.log(.info, "another process hosts the workers"))
            let render = try await gpu.store(.queued("render", queue: "gpu"))
            try await gpu.expectValue("letter!", of: gpu.store(.queued("letter", queue: "mail")))
            try await gpu.expectStatus("waiting", of: render)
            kill(mail.processID, SIGKILL)
            try await gpu.expectValue("render!", of: render)
        }

        @Test("A task of another queue that becomes due waits as well, and the served go on")
        func later() async throws {
            let mail = try await App.started(scratch, workers: 2, "serves=mail")
            let later = try await mail.store(.later("late", seconds: 0.2))
            let letter = try await mail.store(.queuedLater("letter", queue: "mail", seconds: 0.4))
            try await mail.expectValue("letter!", of: letter)
            try await mail.expectStatus("waiting", of: later)
        }

        @Test("A choice that nobody could serve is refused at the start")
        func refused() async throws {
            let app = try App("TestApp", [scratch.database, "1", "serves="])
            try await app.expect(.refused("invalidConfiguration"))
        }
    }
}

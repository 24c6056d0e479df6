import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Tasks that wait for tasks, with too few workers")
    struct StandstillTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("The log says so once and by name, and things go on when one of them is cancelled", arguments: [1, 2])
        func said(workers: Int) async throws {
            let app = try await App.started(scratch, workers: workers)
            for number in 1...workers { app.send(.awaiting("a\(number)")) }
            var ids: [String] = []
            for _ in 1...workers { ids.append(try await app.expect(.stored).id) }
            let line = try await app.expect(.log(.error)).text
            let beginning = workers == 1 ? "the only worker waits" : "all 2 workers wait"
            #expect(line.contains(beginning + " for tasks that no worker is left to start: "))
            for id in ids { #expect(line.contains("'TestApp.awaiting(_:)' (task \(id)) for 'TestApp.square(_:)'")) }
            try await app.call(.cancel(ids[0]))
            for id in ids.dropFirst() {
                try await app.expectValue("50", of: id, as: .number)
            }
            try await app.waitUntilIdle()
            #expect(!app.lines.contains { $0.contains("no worker is left to start") })
            let counts = try Database(scratch).counts()
            #expect(counts == [.cancelled: 1, .succeeded: 2 * workers - 1])
        }

        @Test("A worker that is left to start them is enough, however long they take")
        func enough() async throws {
            let app = try await App.started(scratch, workers: 2)
            let id = try await app.store(.awaitingNap("a", seconds: 7))
            app.send(.value(of: id, as: .nothing))
            try await app.expect(.value)
            #expect(!app.lines.contains { $0.contains("no worker is left to start") })
        }
    }
}

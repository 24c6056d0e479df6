import Foundation
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Cancelling")
    struct CancelTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("A waiting task never runs")
        func waiting() async throws {
            let app = try await App.started(scratch)
            let id = try await app.store(.later("never", seconds: 600))
            try await app.call(.cancel(id))
            app.send(.value(of: id))
            try await app.expect(.error("cancelled"))
            #expect(try Database(scratch).counts() == [.cancelled: 1])
        }

        @Test("A running task is cancelled, and its worker lives on")
        func running() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.nap("long", seconds: 600))
            let worker = try await app.expect(.began("long")).process
            try await app.call(.cancel(try Database(scratch).onlyTask()))
            try await app.expect(.cancelled("long"))
            _ = try await app.store(.echo("next"))
            #expect(try await app.expect(.began("next")).process == worker)
            #expect(try Database(scratch).counts()[.cancelled] == 1)
        }

        @Test("A running task that does not listen is killed after the grace")
        func deaf() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.startsProgramForEver("deaf"))
            let event = try await app.expect(.began("deaf"))
            try await app.call(.cancel(try Database(scratch).onlyTask()))
            _ = try await app.store(.echo("next"))
            #expect(try await app.expect(.began("next")).process != event.process)
            let program = try #require(event.child)
            #expect(try await Processes.waitForEnd(of: program))
            #expect(try Database(scratch).counts()[.cancelled] == 1)
        }

        @Test("Another process can cancel, too")
        func fromElsewhere() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.nap("far", seconds: 600))
            try await app.expect(.began("far"))
            let other = try await App.started(scratch, workers: 0)
            try await other.call(.cancel(try Database(scratch).onlyTask()))
            try await app.expect(.cancelled("far"))
        }
    }
}

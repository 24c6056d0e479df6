import TaskModel
import TestSupport
import Testing

@testable import SQLiteStore

@Suite("What is said of a log that does not get shorter")
struct CheckpointWarningsTests {
    private let long = Checkpointer.Progress(frames: WriteAheadLog.limitOfCallers + 1, copied: 10)

    @Test("A reader in the way is named once, and again after the log was copied wholly")
    func reader() {
        var warnings = CheckpointWarnings()
        let whole = Checkpointer.Progress(frames: 5, copied: 5)
        let said = [long, long, whole, long].map { warnings.notice(after: $0, of: "app.db")?.text }
        #expect(said.map { $0 != nil } == [true, false, false, true])
        #expect(said[0]?.contains("look for a read transaction that is never ended") == true)
    }

    @Test("A log that is not long is no news")
    func short() {
        var warnings = CheckpointWarnings()
        let progress = Checkpointer.Progress(frames: WriteAheadLog.limitOfCallers, copied: 0)
        let said = warnings.notice(after: progress, of: "app.db")
        #expect(said == nil)
    }

    @Test("A failure that lasts is told once; one that passes, never")
    func failures() {
        var warnings = CheckpointWarnings()
        let errors = [StoreError(.busy, "locked"), StoreError(.diskFull, "full"), StoreError(.diskFull, "full")]
        let said = errors.map { warnings.notice(after: $0) != nil }
        #expect(said == [false, true, false])
        _ = warnings.notice(after: Checkpointer.Progress(frames: 1, copied: 1), of: "app.db")
        let again = warnings.notice(after: StoreError(.diskFull, "full"))
        #expect(again != nil)
    }
}

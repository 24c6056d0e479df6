import TaskStore
import Testing

@testable import Autocron

@Suite("How an attempt's end is told")
struct BatchExecutionTests {
    private struct Trouble: Error, CustomStringConvertible {
        let description = "the disk is on fire"
    }

    static let verdicts: [SlotVerdict] = [.none, .timedOut, .cancelled, .interrupted]

    @Test("A function that returned has succeeded, whoever wanted it stopped", arguments: verdicts)
    func returned(_ verdict: SlotVerdict) {
        #expect(BatchExecution.end(of: .success([1]), verdict: verdict) == .succeeded([1]))
        #expect(BatchExecution.end(of: .success(nil), verdict: verdict) == .succeeded(nil))
    }

    @Test(
        "One that threw has failed for the reason for which it was stopped, if it was",
        arguments: zip(
            verdicts,
            [
                .failed(Failure(.threw, message: "the disk is on fire")), .failed(Failure(.timedOut)), .cancelled,
                .interrupted,
            ] as [Outcome.End]))
    func threw(_ verdict: SlotVerdict, _ end: Outcome.End) {
        #expect(BatchExecution.end(of: .failure(Trouble()), verdict: verdict) == end)
    }

    @Test("Arguments that do not fit park the task", arguments: verdicts)
    func undecodable(_ verdict: SlotVerdict) {
        let error = UndecodableArguments("the argument 'a' is missing")
        guard case .parked(let failure) = BatchExecution.end(of: .failure(error), verdict: verdict) else {
            Issue.record("expected a parked task")
            return
        }
        #expect(failure.kind == .undecodableArguments)
        #expect(failure.message?.contains("'a'") == true)
    }

    @Test(
        "Long descriptions are cut to their limit of bytes, whatever their letters",
        arguments: ["x", "é", "👩‍👩‍👧‍👦", "e\u{301}\u{302}\u{303}"])
    func longDescription(_ letter: String) {
        struct Long: Error, CustomStringConvertible { let description: String }
        let text = ErrorText.of(Long(description: String(repeating: letter, count: 10_000)))
        #expect(text.utf8.count <= ErrorText.limit + 3)
        #expect(text.utf8.count > ErrorText.limit - 40)
        #expect(text.hasSuffix("…"))
        #expect(!text.contains("\u{FFFD}"))
    }

    @Test("A description of one endless letter is cut too")
    func endlessLetter() {
        struct Long: Error, CustomStringConvertible { let description: String }
        let text = ErrorText.of(Long(description: "e" + String(repeating: "\u{301}", count: 10_000)))
        #expect(text.utf8.count <= ErrorText.limit + 3)
    }

    @Test("Short descriptions stay as they are", arguments: ["", "no", String(repeating: "x", count: ErrorText.limit)])
    func shortDescription(_ text: String) {
        struct Short: Error, CustomStringConvertible { let description: String }
        #expect(ErrorText.of(Short(description: text)) == text)
    }

    @Test("A batch runs to its end: what returns, throws, is unknown or does not decode")
    func batch() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let registry = Registry([.made("returns"), .made("throws") { throw Trouble() }])
        #expect(batch.start(adding: [.made(1, name: "returns"), .made(2, name: "throws"), .made(3, name: "gone")]))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        BatchExecution(batch: batch, registry: registry) { hasStopped.finish() }.start()
        for await _ in stopped {}
        let ends = batch.unstored().map(\.outcome.end)
        #expect(ends.prefix(2) == [.succeeded(nil), .failed(Failure(.threw, message: "the disk is on fire"))])
        #expect(
            ends.last == .parked(Failure(.unknownName, message: "no running build has a task function named 'gone'")))
    }

    @Test("A cancelled attempt sees its cancellation")
    func cancelled() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        let registry = Registry([
            .made("sleeps") {
                hasBegun.finish()
                try await Task.sleep(for: .seconds(3_600))
            }
        ])
        #expect(batch.start(adding: [.made(1, name: "sleeps")]))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        BatchExecution(batch: batch, registry: registry) { hasStopped.finish() }.start()
        for await _ in begun {}
        #expect(batch.cancel(row: 1, attempt: 1, because: .cancelled))
        for await _ in stopped {}
        #expect(batch.unstored().map(\.outcome.end) == [.cancelled])
    }

    @Test("An attempt is not cancelled because the one before was, by the library or by itself")
    func freshAfterCancellation() async throws {
        let folder = try TemporaryFolder()
        let batch = Batch(slot: try SlotWriter(path: folder.file("1-1.slot")))
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        let registry = Registry([
            .made("sleeps") {
                hasBegun.finish()
                try await Task.sleep(for: .seconds(3_600))
            },
            .made("cancelsItself") { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } },
            .made("checks") { try Task.checkCancellation() },
        ])
        let names = ["sleeps", "checks", "cancelsItself", "checks"]
        #expect(batch.start(adding: names.enumerated().map { .made(Int64($0 + 1), name: $1) }))
        let (stopped, hasStopped) = AsyncStream<Void>.makeStream()
        BatchExecution(batch: batch, registry: registry) { hasStopped.finish() }.start()
        for await _ in begun {}
        #expect(batch.cancel(row: 1, attempt: 1, because: .cancelled))
        for await _ in stopped {}
        let ends = batch.unstored().map(\.outcome.end)
        #expect(ends == [.cancelled, .succeeded(nil), .succeeded(nil), .succeeded(nil)])
    }
}

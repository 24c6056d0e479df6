import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("The row of a call")
struct NewTaskCallTests {
    private func task(_ arguments: String = "{}", options: EnqueueOptions = EnqueueOptions()) throws -> NewTask {
        try EnqueueScope.$current.withValue(.options(options)) {
            try NewTask(
                of: TaskCall(name: "work", arguments: Array(arguments.utf8)), id: TaskID.make(),
                runtime: CurrentRuntime.value,
                scope: EnqueueScope.current?.options ?? EnqueueOptions())
        }
    }

    @Test("Without options it is due at once, in the default queue, for one attempt")
    func defaults() throws {
        let task = try task(#"{"a":1}"#)
        #expect(task.runAt == task.created)
        #expect(task.queue == "default")
        #expect(task.priority == .medium)
        #expect(task.maxAttempts == 1)
        #expect(task.retryDelay == .standard)
        #expect(task.uniqueness == nil)
        #expect(task.arguments == Array(#"{"a":1}"#.utf8))
    }

    @Test("The scope's options go before the function's")
    func scope() throws {
        let options = EnqueueOptions(time: .after(.seconds(5)), priority: .high, queue: "mail", uniqueKey: "k")
        let task = try task(options: options)
        #expect(task.runAt == task.created + 5_000_000)
        #expect(task.queue == "mail")
        #expect(task.priority == .high)
        #expect(task.uniqueness == UniqueKey(key: "work|k", scope: .untilFinished))
    }

    @Test("A call that could not be encoded, or is too large, is refused")
    func refused() throws {
        #expect(throws: TaskError.invalidArguments("why")) {
            try NewTask(
                of: TaskCall(name: "work", arguments: [], problem: "why"), id: TaskID.make(),
                runtime: CurrentRuntime.value,
                scope: EnqueueScope.current?.options ?? EnqueueOptions())
        }
        let limit = Autocron.Configuration().argumentLimit
        #expect(throws: Never.self) {
            try NewTask(
                of: TaskCall(name: "work", arguments: [UInt8](repeating: 1, count: limit)), id: TaskID.make(),
                runtime: CurrentRuntime.value, scope: EnqueueScope.current?.options ?? EnqueueOptions())
        }
        let error = #expect(throws: TaskError.self) {
            try NewTask(
                of: TaskCall(name: "work", arguments: [UInt8](repeating: 1, count: limit + 1)), id: TaskID.make(),
                runtime: CurrentRuntime.value, scope: EnqueueScope.current?.options ?? EnqueueOptions())
        }
        #expect(error?.description.contains("argumentLimit") == true)
    }

    @Test("Arrays and objects inside each other: as many as can be read again", arguments: ["[]", "{}"])
    func depth(brackets: String) throws {
        let (open, close) = (brackets == "[]" ? "[" : #"{"a":"#, String(brackets.suffix(1)))
        func nested(_ depth: Int) -> String {
            // Brackets in texts do not count.
            let text = #""\"[[{{\\""#
            return String(repeating: open, count: depth) + text + String(repeating: close, count: depth)
        }
        #expect(throws: Never.self) { try task(#"{"a":\#(nested(499)),"b":\#(nested(499))}"#) }
        let error = #expect(throws: TaskError.self) { try task(#"{"a":1,"b":\#(nested(500))}"#) }
        #expect(error?.description.contains("500") == true)
    }

    @Test(
        "Names that are too long, and an empty queue, are refused at the call",
        arguments: [
            EnqueueOptions(queue: String(repeating: "q", count: 201)), EnqueueOptions(queue: ""),
            EnqueueOptions(uniqueKey: String(repeating: "k", count: 1_001)),
        ])
    func names(_ options: EnqueueOptions) throws {
        #expect(throws: TaskError.self) { try task(options: options) }
        let longest = EnqueueOptions(
            queue: String(repeating: "q", count: 200), uniqueKey: String(repeating: "k", count: 1_000))
        #expect(throws: Never.self) { try task(options: longest) }
        let call = TaskCall(name: String(repeating: "n", count: 1_001), arguments: Array("{}".utf8))
        #expect(throws: TaskError.self) {
            try NewTask(
                of: call, id: TaskID.make(), runtime: CurrentRuntime.value,
                scope: EnqueueScope.current?.options ?? EnqueueOptions())
        }
    }

    @Test("Throwing calls before the start throw", arguments: [1])
    func notStarted(_: Int) async {
        let call = TaskCall(name: "work", arguments: Array("{}".utf8))
        #expect(throws: TaskError.notStarted) { try CallStore.store(call) }
        await #expect(throws: TaskError.notStarted) { try await CallStore.storeSuspending(call) }
        await #expect(throws: TaskError.notStarted) { try await CallStore.result(call) }
    }

    @Test(
        "Swift's priorities become the queue's four",
        arguments: [
            (.high, .high), (.userInitiated, .high), (TaskPriority(rawValue: 255), .high),
            (TaskPriority(rawValue: 24), .medium),
            (.medium, .medium),
            (TaskPriority(rawValue: 20), .low), (.low, .low), (.utility, .low),
            (TaskPriority(rawValue: 16), .background),
            (.background, .background),
            (TaskPriority(rawValue: 0), .background),
        ] as [(TaskPriority, Priority)])
    func priorities(_ priority: TaskPriority, _ stored: Priority) {
        #expect(Priority(priority) == stored)
    }

    @Test(
        "A backoff becomes the stored rule, and negative waits none",
        arguments: [
            (.exponential, .standard),
            (.exponential(from: .seconds(2), upTo: .seconds(8)), .exponential(first: 2_000_000, longest: 8_000_000)),
            (.exponential(from: .seconds(-1), upTo: .seconds(Int64.max)), .exponential(first: 0, longest: .max)),
            (.constant(.milliseconds(1)), .constant(1_000)), (.constant(.seconds(-1)), .constant(0)),
            (.custom([]), .custom([])),
            (.custom([.seconds(1), .seconds(-1), .seconds(Int64.max)]), .custom([1_000_000, 0, .max])),
        ] as [(Backoff, RetryDelay)])
    func backoff(_ backoff: Backoff, _ delay: RetryDelay) {
        #expect(backoff.retryDelay == delay)
        #expect(delay.wait(afterFailures: 3, spread: 1) >= 0)
    }

    @Test("Equal arguments have equal digests, and others have others")
    func digest() {
        let texts = ["", "a", "b", "ab", "ba", "aa", "aaa", "{}", "[]"]
        #expect(Set(texts.map { Digest.of(Array($0.utf8)) }).count == texts.count)
        #expect(Digest.of([1, 2]) == Digest.of([1, 2]))
    }

    @Test(
        "The short name is the bytes' SHA-256, which nobody can find two texts for",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            (String(repeating: "a", count: 56), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
            (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        ])
    func digest(_ text: String, _ expected: String) {
        #expect(Digest.of(Array(text.utf8)) == expected)
    }
}

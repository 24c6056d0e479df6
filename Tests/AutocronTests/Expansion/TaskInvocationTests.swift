import Foundation
import TestSupport
import Testing

@testable import Autocron

@Suite("Running a stored task")
struct TaskInvocationTests {
    private let id = TaskID(UUID())

    private func task(
        _ perform: @escaping @Sendable (_Arguments) async throws -> _EncodedResult?
    ) -> TaskFunction {
        TaskFunction(
            name: "App.f()", location: "App/tasks.swift:1", options: TaskOptions(), recurrence: nil, perform: perform
        )
    }

    /// A task whose body is reached.
    private func reached(
        _ perform: @escaping @Sendable (_Arguments) async throws -> _EncodedResult?
    ) -> TaskFunction {
        task { arguments in
            _ = _take("App.f()")
            return try await perform(arguments)
        }
    }

    private func run(
        _ task: TaskFunction, _ arguments: String = "{}", limit: Int = 1_000
    ) async throws -> String? {
        let result = try await perform(task, id: id, arguments: Array(arguments.utf8), resultLimit: limit)
        return result.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("The result is what the function returned, or what its body left")
    func results() async throws {
        #expect(try await run(reached { _ in nil }) == nil)
        #expect(try await run(reached { _ in _encode([1, 2]) }) == "[1,2]")
        let handle = task { _ in
            _take("App.f()")?.finish(_encode("left"))
            return nil
        }
        #expect(try await run(handle) == "\"left\"")
    }

    @Test("The execution is taken once, by the function it is meant for")
    func token() async throws {
        let id = id
        #expect(_take("App.f()") == nil)
        let task = task { _ in
            #expect(_take("App.other()") == nil)
            #expect(_take("App.f()")?.id == id)
            #expect(_take("App.f()") == nil)
            let child = Task { _take("App.f()") == nil }
            #expect(await child.value)
            return nil
        }
        _ = try await run(task)
    }

    @Test("A body that is not reached is an error, except that of a recurring function")
    func misdirection() async throws {
        var task = task { _ in nil }
        await #expect(throws: MisdirectedCall(name: "App.f()")) { try await run(task) }
        task.recurrence = _cronOptions(every: .seconds(1)).recurrence
        #expect(try await run(task) == nil)
    }

    @Test("Arguments that do not fit are told from errors of the body")
    func errors() async throws {
        let task = reached { arguments in
            let a: Int = try _decode(arguments, "a")
            if a == 1 { _ = try JSONDecoder().decode(Int.self, from: Data("x".utf8)) }
            return nil
        }
        await #expect(throws: UndecodableArguments.self) { try await run(task, "{}") }
        await #expect(throws: UndecodableArguments.self) { try await run(task, "[]") }
        await #expect(throws: DecodingError.self) { try await run(task, #"{"a":1}"#) }
        #expect(try await run(task, #"{"a":2}"#) == nil)
    }

    @Test("A result that cannot be encoded or decoded is an error")
    func undecodableResults() async throws {
        struct Stubborn: Encodable {
            struct Refusal: Error, CustomStringConvertible { let description = "I will not" }
            func encode(to encoder: any Encoder) throws { throw Refusal() }
        }
        let expected = UnstorableResult("its result cannot be encoded: I will not")
        await #expect(throws: expected) { try await run(reached { _ in _encode(Stubborn()) }) }
        #expect(throws: TaskError.undecodableResult("the result is no Int: found \"x\"")) {
            let _: Int = try decodeResult(Array("\"x\"".utf8))
        }
    }
}

@Suite("A result that is too much")
struct OversizedResultTests {
    private func run(_ result: _EncodedResult, limit: Int) async throws -> Int? {
        let task = TaskFunction(
            name: "App.f()", location: "App/tasks.swift:1", options: TaskOptions(), recurrence: nil
        ) { _ in
            _ = _take("App.f()")
            return result
        }
        return try await perform(task, id: TaskID(UUID()), arguments: Array("{}".utf8), resultLimit: limit)?.count
    }

    @Test("It may have as many bytes as are allowed; one with more is refused with both numbers")
    func limit() async throws {
        let result = _encode(String(repeating: "x", count: 98))
        #expect(try await run(result, limit: 100) == 100)
        let error = await #expect(throws: UnstorableResult.self) { try await run(result, limit: 99) }
        #expect(error?.description.contains("takes 100 bytes, and 99 are allowed") == true)
        #expect(error?.description.contains("'resultLimit'") == true)
    }

    @Test("It may be as deep as can be read again")
    func depth() async throws {
        indirect enum Nest: Codable {
            case end, more(Nest)
            func encode(to encoder: any Encoder) throws {
                var list = encoder.unkeyedContainer()
                if case .more(let inner) = self { try list.encode(inner) }
            }
        }
        func nest(_ depth: Int) -> Nest { (1..<depth).reduce(Nest.end) { nest, _ in .more(nest) } }
        #expect(try await run(_encode(nest(500)), limit: 10_000) == 1_000)
        let error = await #expect(throws: UnstorableResult.self) { try await run(_encode(nest(501)), limit: 10_000) }
        #expect(error?.description.contains("more than 500 arrays and objects inside each other") == true)
    }
}

@Suite("Options of an attribute")
struct AttributeOptionsTests {
    @Test("A delay is the sum of its parts")
    func delay() {
        let options = _delayOptions(weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1.5, retries: 2).options
        #expect(options.delay == .milliseconds(694_861_500))
        #expect(options.retries == 2)
        #expect(_delayOptions().options == TaskOptions())
    }

    @Test("Each form of schedule arrives as it is written")
    func schedules() {
        #expect(_cronOptions("0 9 * * *", timeZone: "UTC").recurrence.schedule == .expression("0 9 * * *"))
        #expect(_cronOptions("0 9 * * *", timeZone: "UTC").recurrence.timeZone == "UTC")
        #expect(_cronOptions(every: .seconds(5)).recurrence.schedule == .every(.seconds(5)))
        let lists = _cronOptions(minutes: [0], weekdays: [.monday]).recurrence.schedule
        #expect(lists == .keywords(minutes: [0], hours: nil, days: nil, months: nil, weekdays: [.monday]))
    }
}

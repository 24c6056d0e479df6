import Platform
import TaskModel
import TestSupport
import Testing

/// Two processes that do everything at random, one step after the other, beside a model of what must become of each task.
@Suite("At random")
struct RandomTests {
    /// What the model knows of a task.
    private struct Model {
        var state = TaskState.waiting
        var attemptsUsed: Int64 = 0
        var attempts: Int64
        var isCancelling = false

        /// Applies an outcome that counts.
        mutating func end(_ result: AttemptResult) {
            switch result {
            case .succeeded: (state, attemptsUsed) = (.succeeded, attemptsUsed + 1)
            case .failed:
                attemptsUsed += 1
                state = isCancelling ? .cancelled : attemptsUsed < attempts ? .waiting : .failed
            case .cancelled: (state, attemptsUsed) = (.cancelled, attemptsUsed + 1)
            default: state = isCancelling ? .cancelled : .waiting
            }
        }
    }

    @Test("Every task is as a model says", arguments: StoreUnderTest.all, [1, 2, 3, 4] as [UInt64])
    func model(kind: StoreUnderTest, seed: UInt64) throws {
        let store = try TestStore(kind)
        let stores = [store, try store.other()]
        var random = SeededGenerator(seed: seed)
        var models: [TaskID: Model] = [:]
        var running: [(task: ClaimedTask, slot: String)] = []
        var ended: [(task: ClaimedTask, slot: String)] = []
        for step in 0..<1_500 {
            let number = Int.random(in: 0...1, using: &random)
            let store = stores[number]
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3:
                let attempts = Int64.random(in: 1...3, using: &random)
                let task = NewTask.due(
                    queue: "q\(Int.random(in: 0..<3, using: &random))",
                    priority: Priority.allCases.randomElement(using: &random) ?? .medium, attempts: attempts,
                    delay: .constant(0))
                #expect(try store.insert(task) == .stored)
                models[task.id] = Model(attempts: attempts)
            case 3..<5:
                let limit = Int.random(in: 1...5, using: &random)
                let tasks = try store.claim(slot: "slot-\(number)", limit: limit, now: TestStore.now + 5_000).tasks
                for task in tasks {
                    #expect(models[task.id]?.state == .waiting && models[task.id]?.attemptsUsed == task.attemptsUsed)
                    models[task.id]?.state = .running
                    running.append((task, "slot-\(number)"))
                }
            case 5..<8:
                guard let index = running.indices.randomElement(using: &random) else { break }
                let (task, slot) = running.remove(at: index)
                let result = Self.results.randomElement(using: &random) ?? .requeued
                // Any process may record it, as a host does for a dead worker.
                #expect(try store.record(task, result, slot: slot), "\(step)")
                models[task.id]?.end(result)
                ended.append((task, slot))
            case 8:
                guard let (task, slot) = ended.randomElement(using: &random) else { break }
                #expect(try !store.record(task, .failed(Failure(.threw)), slot: slot), "\(step)")
            default:
                // In an order that the seed repeats: identifiers are new each time.
                guard let id = running.map(\.task.id).randomElement(using: &random) else { break }
                #expect(try store.cancel(id) == .requested)
                models[id]?.isCancelling = true
            }
        }
        for (id, model) in models {
            let row = try #require(try store.store.task(id))
            #expect(row.state == model.state && row.attemptsUsed == model.attemptsUsed, "\(model)")
        }
        let unwanted = Set(try store.store.unwantedAttempts().map(\.attempt))
        #expect(unwanted == Set(running.filter { models[$0.task.id]?.isCancelling ?? false }.map(\.task.attempt)))
    }

    private static let results: [AttemptResult] = [
        .succeeded(nil), .succeeded(Array("7".utf8)), .failed(Failure(.threw)), .failed(Failure(.crashed, signal: 9)),
        .cancelled, .requeued,
    ]
}

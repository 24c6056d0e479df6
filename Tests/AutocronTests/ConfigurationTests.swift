import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("A configuration")
struct ConfigurationTests {
    @Test("The defaults make sense")
    func defaults() {
        #expect(throws: Never.self) { try Autocron.Configuration().check() }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var apply: @Sendable (inout Autocron.Configuration) -> Void
    }

    static let mistakeTable = [
        Change(testDescription: "resultTimeToLive") { $0.resultTimeToLive = .nanoseconds(-1) },
        Change(testDescription: "shutdownGrace") { $0.shutdownGrace = .seconds(-5) },
        Change(testDescription: "cancellationGrace") { $0.cancellationGrace = .seconds(-5) },
        Change(testDescription: "workerStartLimit") { $0.workerStartLimit = .zero },
        Change(testDescription: "maximumTasksPerWorker") { $0.maximumTasksPerWorker = 0 },
        Change(testDescription: "workerMemoryLimit") { $0.workerMemoryLimit = 0 },
        Change(testDescription: "workerNiceness") { $0.workerNiceness = 20 },
        Change(testDescription: "workerNiceness") { $0.workerNiceness = -1 },
        Change(testDescription: "argumentLimit") { $0.argumentLimit = 1 },
        Change(testDescription: "argumentLimit") { $0.argumentLimit = 400_000_001 },
        Change(testDescription: "resultLimit") { $0.resultLimit = 1 },
        Change(testDescription: "resultLimit") { $0.resultLimit = .max },
        Change(testDescription: "databasePatience") { $0.databasePatience = .milliseconds(2_999) },
    ]

    @Test("A value that makes no sense is refused by its name", arguments: mistakeTable)
    func mistakes(_ change: Change) {
        var configuration = Autocron.Configuration()
        change.apply(&configuration)
        let error = #expect(throws: AutocronError.self) { try configuration.check() }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.description.contains("'\(change.testDescription)'") == true)
    }

    @Test(
        "Queues that nobody could serve are refused, with what to do",
        arguments: [
            ([], "is empty; leave it nil for all queues, or use 'workers: 0'"),
            (["mail", ""], "has an empty name"),
            ([String(repeating: "q", count: 201)], "of 201 bytes, and 200 are allowed"),
            (["a\0b"], "has the name 'a\\u{00}b' with a control character"),
            (["mail", "a\nb"], "has the name 'a\\nb' with a control character"),
        ] as [(Set<String>, String)])
    func unservable(entry: (queues: Set<String>, message: String)) {
        var configuration = Autocron.Configuration()
        configuration.servedQueues = entry.queues
        let error = #expect(throws: AutocronError.self) { try configuration.check() }
        #expect(error?.code == .invalidConfiguration)
        let description = error?.description ?? ""
        #expect(description.hasPrefix("'servedQueues' ") && description.contains(entry.message), "\(description)")
    }

    @Test("Queues may have any other name, and by default all are served")
    func servable() {
        var configuration = Autocron.Configuration()
        #expect(configuration.servedQueues == nil)
        configuration.servedQueues = ["default", "Grüße 🙂", String(repeating: "q", count: 200)]
        #expect(throws: Never.self) { try configuration.check() }
    }

    @Test("The extremes are allowed")
    func extremes() {
        var configuration = Autocron.Configuration()
        configuration.resultTimeToLive = .zero
        configuration.shutdownGrace = .zero
        configuration.cancellationGrace = .seconds(Int64.max)
        configuration.workerStartLimit = .nanoseconds(1)
        configuration.maximumTasksPerWorker = 1
        configuration.argumentLimit = 2
        configuration.resultLimit = 400_000_000
        #expect(throws: Never.self) { try configuration.check() }
    }

    @Test("Code beats what is stored, which beats the default; each property for itself")
    func precedence() {
        var configuration = Autocron.Configuration()
        configuration.stored = [
            .shutdownGrace: .span(.seconds(9)), .durability: .word("full"), .maximumTasksPerWorker: .number(7),
            .workers: .number(3), .argumentLimit: .number(10),
        ]
        #expect(configuration.shutdownGrace == .seconds(9))
        #expect(configuration.durability == .full)
        #expect(configuration.maximumTasksPerWorker == 7)
        #expect(configuration.workers == 3)
        #expect(configuration.argumentLimit == 10)
        #expect(configuration.cancellationGrace == .seconds(2))
        configuration.shutdownGrace = .seconds(5)
        configuration.durability = .normal
        configuration.maximumTasksPerWorker = nil
        #expect(configuration.shutdownGrace == .seconds(5))
        #expect(configuration.durability == .normal)
        #expect(configuration.maximumTasksPerWorker == nil)
    }

    @Test("What is read is what was set")
    func roundTrip() {
        var configuration = Autocron.Configuration()
        configuration.resultTimeToLive = .milliseconds(1)
        configuration.workerStartLimit = .seconds(1)
        configuration.cancellationGrace = .nanoseconds(1)
        configuration.argumentLimit = 99
        #expect(configuration.resultTimeToLive == .milliseconds(1))
        #expect(configuration.workerStartLimit == .seconds(1))
        #expect(configuration.cancellationGrace == .nanoseconds(1))
        #expect(configuration.argumentLimit == 99)
    }
}

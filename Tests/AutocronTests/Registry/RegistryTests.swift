import TestSupport
import Testing

@testable import Autocron

@Suite("The marked functions of a program")
struct RegistryTests {
    @Test("They are found by name, and listed in order")
    func names() {
        let every = RecurrenceRequest.made(.every(.seconds(60)))
        let registry = Registry([.made("b"), .made("a", recurrence: every), .made("c", recurrence: every)])
        #expect(registry.names == ["a", "b", "c"])
        #expect(registry["b"]?.name == "b")
        #expect(registry["d"] == nil)
        #expect(registry.recurring.map(\.name) == ["a", "c"])
        #expect(registry.duplicates.isEmpty)
        #expect(throws: Never.self) { try registry.check() }
    }

    @Test("Functions of one name are refused, all of them with their places")
    func duplicates() {
        let registry = Registry([
            .made("z"), .made("a", at: "App/B.swift:2"), .made("a", at: "App/A.swift:7"),
            .made("a", at: "App/C.swift:1"),
            .made("z"),
        ])
        #expect(registry.duplicates.map(\.name) == ["a", "z"])
        #expect(registry.duplicates.first?.locations == ["App/A.swift:7", "App/B.swift:2", "App/C.swift:1"])
        let error = #expect(throws: AutocronError.self) { try registry.check() }
        #expect(error?.code == .duplicateNames)
        for part in ["'a'", "3 functions", "App/A.swift:7", "App/B.swift:2", "App/C.swift:1", "name:"] {
            #expect(error?.description.contains(part) == true, "\(part)")
        }
    }

    static let nonsenseTable: [(RecurrenceRequest, String)] = [
        (.made(.expression("61 * * * *")), "minute"),
        (.made(.expression("* * * * *"), zone: "Europe/Berln"), "Europe/Berlin"),
        (.made(.every(.zero)), "at least a second"), (.made(.every(.milliseconds(999))), "at least a second"),
        (.made(.every(.seconds(-60))), "at least a second"),
        (.made(.every(.nanoseconds(1_000_000_001))), "whole microseconds"),
        (.made(.keywords(minutes: [60], hours: nil, days: nil, months: nil, weekdays: nil)), "60"),
        (.made(.every(.seconds(1)), jitter: .seconds(-1)), "'jitter'"),
        (.made(.every(.seconds(1)), overlap: .allow(max: 0)), ".allow(max: 0)"),
        (.made(.every(.seconds(1)), missed: .runAll(limit: -1)), ".runAll(limit: -1)"),
        (.made(.every(.seconds(1)), missed: .runAll(limit: 1, within: .seconds(-1))), "within: -1"),
        (.made(.every(.seconds(1)), missed: .runOnce(within: .seconds(-1))), "within: -1"),
    ]

    @Test("A schedule that makes no sense is refused with name, place and reason", arguments: nonsenseTable)
    func nonsense(_ request: RecurrenceRequest, _ reason: String) {
        let registry = Registry([.made("tick", at: "App/A.swift:3", recurrence: request)])
        let error = #expect(throws: AutocronError.self) { try registry.check() }
        #expect(error?.code == .invalidFunction)
        for part in ["'tick'", "App/A.swift:3", reason] {
            #expect(error?.description.contains(part) == true, "\(part)")
        }
    }

    static let constantsTable: [(_DelayOptions, String)] = [
        (_delayOptions(retries: -1), "'retries' is -1"), (_delayOptions(timeout: .zero), "'timeout'"),
        (_delayOptions(queue: ""), "'queue' is empty"), (_delayOptions(days: -1), "its delay"),
        (_delayOptions(seconds: .nan), "its delay"), (_delayOptions(weeks: .min), "its delay"),
        (_delayOptions(backoff: .custom([.zero, .seconds(-1)])), "'backoff' has a wait of -1"),
        (_delayOptions(unique: .for(.zero)), "'unique' lasts for 0"),
        (_delayOptions(queue: "a\u{0}"), "'queue' holds"),
    ]

    @Test("Constants that the plugin could not see are refused, and do not trap", arguments: constantsTable)
    func constants(_ options: _DelayOptions, _ reason: String) {
        var function = TaskFunction.made("send(to:)", at: "App/A.swift:3")
        function.options = options.options
        let error = #expect(throws: AutocronError.self) { try Registry([function]).check() }
        #expect(error?.code == .invalidFunction)
        for part in ["'send(to:)'", "App/A.swift:3", reason] {
            #expect(error?.description.contains(part) == true, "\(part)")
        }
    }

    @Test(
        "Tasks of an earlier build are the function's, though it has more or fewer parameters now",
        arguments: [
            (["App.f(a:b:)"], "App.f(a:)", "App.f(a:b:)"), (["App.f(_:b:c:)"], "App.f(_:c:)", "App.f(_:b:c:)"),
            (["App.f()"], "App.f(a:)", "App.f()"), (["App.f(a:)", "App.f(b:)"], "App.f(b:)", "App.f(b:)"),
            // Which of them is meant is not known, another label is another function, and a chosen name is kept as it is.
            (["App.f(a:b:)", "App.f(a:c:)"], "App.f(a:)", nil), (["App.f(to:)"], "App.f(cc:)", nil),
            (["App.f(b:a:)"], "App.f(a:b:)", nil), (["App.g(a:b:)"], "App.f(a:)", nil), (["f"], "App.f(a:)", nil),
            (["App.f(a:)"], "f", nil), (["App.f(a:)"], "App.f(", nil), (["App.f(a:)"], "App.f(x)", nil),
        ] as [([String], String, String?)]
    )
    func evolution(_ functions: [String], _ stored: String, _ expected: String?) {
        #expect(Registry(functions.map { .made($0) })[stored]?.name == expected)
    }

    @Test("As many retries as it takes are no overflow")
    func endlessRetries() {
        #expect(StoredOptions(TaskOptions(retries: .max)).maxAttempts == .max)
        #expect(StoredOptions(TaskOptions(retries: 2)).maxAttempts == 3)
    }

    @Test("The parts of a delay are added up, and the longest is no overflow")
    func delays() {
        #expect(
            _delayOptions(weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 0.25).options.delay
                == .seconds(694_860) + .milliseconds(250))
        #expect(_delayOptions(weeks: .max, days: .max, seconds: .infinity).options.problem == nil)
    }
}

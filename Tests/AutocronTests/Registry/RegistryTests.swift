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
}

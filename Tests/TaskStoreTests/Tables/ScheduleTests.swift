import Testing

@testable import TaskStore

@Suite("The mark of a recurring function")
struct ScheduleTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func adopt(_ present: [String: String], now: Int64) throws {
        try fixture.store.write { connection throws(StoreError) in try connection.adopt(schedules: present, now: now) }
    }

    private func advance(_ name: String, _ rule: String = "hourly", to instant: Int64) throws -> Bool {
        try fixture.store.write { connection throws(StoreError) in
            try connection.advance(schedule: name, rule: rule, to: instant)
        }
    }

    private func stored() throws -> [StoredSchedule] {
        try fixture.store.read { connection throws(StoreError) in
            try connection.schedules().sorted { $0.name < $1.name }
        }
    }

    @Test("A new function starts from now")
    func new() throws {
        try adopt(["a": "hourly", "b": "daily"], now: 100)
        #expect(
            try stored() == [
                StoredSchedule(name: "a", rule: "hourly", last: 100),
                StoredSchedule(name: "b", rule: "daily", last: 100),
            ]
        )
    }

    @Test("An unchanged function keeps its mark, so that what was missed is known")
    func unchanged() throws {
        try adopt(["a": "hourly"], now: 100)
        #expect(try advance("a", to: 150))
        try adopt(["a": "hourly"], now: 900)
        #expect(try stored() == [StoredSchedule(name: "a", rule: "hourly", last: 150)])
    }

    @Test("A function with another rule starts anew from now")
    func changed() throws {
        try adopt(["a": "hourly"], now: 100)
        try adopt(["a": "daily"], now: 900)
        #expect(try stored() == [StoredSchedule(name: "a", rule: "daily", last: 900)])
    }

    @Test("A function that is gone is out of force but still visible, and starts from now when it returns")
    func goneAndBack() throws {
        try adopt(["a": "hourly", "b": "hourly"], now: 100)
        try adopt(["b": "hourly"], now: 200)
        #expect(try stored().map(\.name) == ["b"])
        #expect(try fixture.number("SELECT count(*) FROM autocron_schedules WHERE active = 0") == 1)
        #expect(try !advance("a", to: 250))
        try adopt(["a": "hourly", "b": "hourly"], now: 300)
        #expect(try stored().map(\.last) == [300, 100])
    }

    @Test("The mark only goes forward")
    func monotone() throws {
        try adopt(["a": "hourly"], now: 100)
        #expect(
            try [100, 99, 101, 101, 50, 102].map { try advance("a", to: $0) } == [
                false, false, true, false, false, true,
            ])
        #expect(try stored().map(\.last) == [102])
    }

    @Test("Neither an unknown function nor one that has another rule by now is moved")
    func otherRule() throws {
        try adopt(["a": "hourly"], now: 100)
        #expect(try !advance("a", "daily", to: 200))
        #expect(try !advance("b", to: 200))
    }

    @Test("Of two processes that meet the same instant, one moves the mark")
    func twoProcesses() async throws {
        try adopt(["a": "hourly"], now: 0)
        let path = fixture.path
        let moved = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask { try await onThread { try Self.advanceThroughHundred(path) } }
            }
            return try await group.reduce(0, +)
        }
        #expect(moved == 100)
    }

    private static func advanceThroughHundred(_ path: String) throws -> Int {
        let store = try TaskStore(path: path)
        defer { store.close() }
        return try (Int64(1)...100).count { instant in
            try store.write { connection throws(StoreError) in
                try connection.advance(schedule: "a", rule: "hourly", to: instant)
            }
        }
    }
}

import InspectionModel
import StoreAdministration
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import TaskModel

// Pauses of recurring functions.
extension PauseTests {
    private static let hourly = DeclaredSchedule(name: "tick", spec: "hourly")

    private func schedule() throws -> StoredSchedule {
        let found = try fixture.store.read { connection throws(StoreError) in try connection.schedule(named: "tick") }
        return try #require(found)
    }

    @Test("A recurring function by its name is paused as such: a run that waits is still claimed")
    func recurring() throws {
        try adopt(Self.hourly)
        try fixture.insert(.run("tick", of: 1))
        #expect(try pause(.function("tick")) == .changed)
        #expect(try pause(.function("tick")) == .unchanged)
        #expect(try schedule().isPaused)
        #expect(try pauses().map(\.kind) == [.recurringFunction])
        #expect(try claimed() == ["tick"])
        #expect(try resume(.function("tick"), now: 99) == .changed)
        #expect(try !schedule().isPaused)
        #expect(try schedule().last == 99)
    }

    @Test("A function that recurred once, and is called now, is paused as one that is called")
    func noLongerRecurring() throws {
        try adopt(Self.hourly)
        try adopt(functions: ["tick"])
        try fixture.insert(.due("tick"))
        #expect(try pause(.function("tick")) == .changed)
        #expect(try pauses().map(\.kind) == [.function])
        #expect(try claimed() == [])
        #expect(try resume(.function("tick")) == .changed)
        #expect(try claimed() == ["tick"])
    }

    @Test("While everything is paused all recurring functions stand still, then go on from that moment")
    func everything() throws {
        try adopt(Self.hourly)
        func changes() throws -> Int64 {
            try fixture.store.read { connection throws(StoreError) in try connection.scheduleChanges() }
        }
        let before = try changes()
        try pause(.everything)
        #expect(try schedule().isHalted)
        #expect(try !schedule().isPaused)
        let during = try changes()
        #expect(during > before)
        try resume(.everything, now: 1_234)
        #expect(try !schedule().isHalted)
        #expect(try schedule().last == 1_234)
        #expect(try changes() > during)
    }
}

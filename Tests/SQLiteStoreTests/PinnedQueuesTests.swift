import InspectionModel
import StoreAdministration
import TaskModel
import TestSupport
import Testing

@testable import SQLiteStore

@Suite("The queues that the hosting program serves")
struct PinnedQueuesTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
        for queue in ["default", "gpu", #"a "quoted" one"#] { try fixture.insert(.due(queue: queue)) }
    }

    private func served() throws -> [Bool?] {
        try fixture.store.overview(now: Fixture.now).queues.map(\.isServed)
    }

    @Test("Each queue's count says whether it is served; without a choice all are")
    func overview() throws {
        #expect(try served() == [true, true, true])
        try fixture.store.pin([:], servedQueues: ["gpu", #"a "quoted" one"#])
        #expect(try served() == [false, true, true])
        try fixture.store.pin([:], servedQueues: ["elsewhere"])
        #expect(try served() == [false, false, false])
        try fixture.store.pin([:], servedQueues: nil)
        #expect(try served() == [true, true, true])
    }

    @Test("They are no setting, and what no build has written counts as no choice")
    func strangers() throws {
        try fixture.store.pin([.workers: .number(3)], servedQueues: ["gpu"])
        #expect(try fixture.store.settings().map(\.setting) == Setting.allCases)
        #expect(try fixture.store.storedSettings().isEmpty)
        try fixture.run("UPDATE autocron_settings SET pinned = 'gpu' WHERE key = 'served-queues'")
        #expect(try served() == [true, true, true])
    }
}

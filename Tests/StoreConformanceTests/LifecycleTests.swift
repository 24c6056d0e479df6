import Foundation
import Platform
import TaskModel
import TestSupport
import Testing

@Suite("A store as a whole")
struct LifecycleTests {
    @Test("What was stored is there when the database is opened again", arguments: StoreUnderTest.all)
    func openedAgain(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let other = try store.other()
        let task = NewTask.due()
        try store.insert(task)
        store.store.close()
        #expect(try other.state(task.id) == .waiting)
        other.store.close()
        #expect(try store.other().state(task.id) == .waiting)
    }

    @Test("A closed store says so, verb by verb", arguments: StoreUnderTest.all)
    func closed(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let task = try store.start(.due())
        store.store.close()
        store.store.close()
        let now = TestStore.now
        let build = Build(description: "a build", schedules: [], functions: [])
        let verbs: [(String, (any TaskStore) throws -> Void)] = [
            ("insert", { _ = try $0.insert(.due()) }),
            ("insertMany", { _ = try $0.insert([PendingInsert(task: .due())]) }),
            ("insertReserved", { _ = try $0.insertReserved([.due()], wait: .standard) }),
            ("task", { _ = try $0.task(task.id) }), ("ended", { _ = try $0.ended(among: [task.id]) }),
            ("hasWork", { _ = try $0.hasWork(now: now) }), ("nextDue", { _ = try $0.nextDue(after: now) }),
            ("cancel", { _ = try $0.cancel(task.id, now: now, wait: .standard) }),
            ("record", { _ = try $0.record([task.ended(.succeeded(nil))], slot: "slot") }),
            ("occupiedSlots", { _ = try $0.occupiedSlots() }), ("unpark", { _ = try $0.unpark(rows: [1]) }),
            ("settings", { _ = try $0.storedSettings() }), ("pin", { try $0.pin([:], servedQueues: nil) }),
            ("synchronize", { _ = try $0.synchronizeSchedules(build, now: now) }),
        ]
        for (name, verb) in verbs {
            let error = #expect(throws: StoreError.self, "\(name)") { try verb(store.store) }
            #expect(error?.code == .closed, "\(name)")
        }
    }

    @Test(
        "It says where it is, in words without a password, and where its processes meet", arguments: StoreUnderTest.all)
    func places(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        #expect(!store.store.location.isEmpty && !store.store.address.isEmpty && !store.store.poolFolder.isEmpty)
        let other = try store.other()
        #expect(other.store.address == store.store.address && other.store.poolFolder == store.store.poolFolder)
        #expect(try TestStore(kind).store.poolFolder != store.store.poolFolder)
    }

    @Test("The counter of changes moves with what others commit", arguments: StoreUnderTest.all)
    func changes(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        let other = try store.other()
        var seen = [try other.store.changeCounter()]
        for _ in 0..<3 {
            try store.insert(.due())
            seen.append(try other.store.changeCounter())
        }
        // It may move for what other databases of a server commit, too.
        #expect(Set(seen).count == seen.count)
    }

    @Test("What code decides is no stored setting", arguments: StoreUnderTest.all)
    func pinned(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        #expect(try store.store.storedSettings() == [:])
        try store.store.pin([.workers: .number(3)], servedQueues: ["mail"])
        try store.store.pin([:], servedQueues: nil)
        #expect(try store.store.storedSettings() == [:])
    }

    @Test(
        "A new database is no hazard, has nothing to maintain, and can be written", arguments: StoreUnderTest.all
    )
    func newDatabase(kind: StoreUnderTest) throws {
        let store = try TestStore(kind)
        #expect(try store.store.hazard() == nil)
        for occasion in [MaintenanceOccasion.pool, .caller, .application, .poll] {
            #expect(!store.store.isMaintenanceDue(occasion))
        }
        #expect(store.store.canWriteThroughNewConnection())
        for syncs in [true, false] {
            try store.store.setSyncsOnCommit(syncs)
            #expect(try store.insert(.due()) == .stored)
        }
    }

    @Test(
        "Maintenance deletes what ended before an instant, nothing else, and keys that last",
        arguments: StoreUnderTest.all)
    func maintenance(kind: StoreUnderTest) async throws {
        let store = try TestStore(kind)
        let now = WallTime.now()
        let key = UniqueKey(key: "k", scope: .lasting, until: now + .seconds(3_600))
        let old = try store.start(.due("old", unique: key))
        let recent = try store.start(.due("recent"))
        let waiting = NewTask.due("waiting", at: .distantFuture)
        try store.insert(waiting)
        try store.record(old.ended(.succeeded(nil), at: now - .seconds(7_200)))
        try store.record(recent.ended(.succeeded(nil), at: now))
        let maintenance = store.store.makeMaintenance { notice in Issue.record("\(notice)") }
        maintenance.start()
        maintenance.request(deletingBefore: now - .seconds(3_600))
        let isDone = await ends {
            while (try? store.store.task(old.id)) != .some(nil) { await Task.yield() }
        }
        #expect(isDone)
        maintenance.finish()
        #expect(try store.state(recent.id) == .succeeded)
        #expect(try store.state(waiting.id) == .waiting)
        var again = NewTask.due(unique: key)
        again.created = now
        #expect(try store.insert(again) == .existing(old.id))
    }
}

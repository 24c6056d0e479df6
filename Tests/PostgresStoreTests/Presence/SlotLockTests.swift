#if PostgreSQL
import Platform
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Workers' locks on the server", .needsServer)
struct SlotLockTests {
    private let address = PostgresServer.newDatabase()
    private let store: PostgresStore
    private let now: WallTime = 1_000_000_000

    init() throws {
        store = try PostgresStore(address)
    }

    private func newSession() throws -> PostgresConnection {
        try PostgresConnection(ConnectionString(address))
    }

    private func addTask() throws -> TaskID {
        let task = NewTask(id: .make(), name: "work", arguments: Array("{}".utf8), created: now, runAt: now)
        _ = try store.insert(task)
        return task.id
    }

    private func claimant(_ slot: WorkerSlot) -> Claimant {
        Claimant(slot: slot.name, limit: 1, knows: { _ in true })
    }

    @Test("No two workers have one slot, and each lock is its session's alone")
    func locks() throws {
        var first: PostgresConnection? = try newSession()
        let second = try newSession()
        let slots = [try second.makeSlot(patience: .seconds(15)), try second.makeSlot(patience: .seconds(15))]
        #expect(slots[0] != slots[1])
        #expect(try first?.takeLock(of: slots[0]) == true)
        #expect(try !second.takeLock(of: slots[0]))
        #expect(try second.takeLock(of: slots[1]))
        first = nil
        // The server notices the end of a session a moment later.
        while try !second.takeLock(of: slots[0]) {}
    }

    @Test("Another schema's workers have other locks")
    func otherSchema() throws {
        let (one, other) = (try newSession(), try PostgresConnection(ConnectionString(PostgresServer.newDatabase())))
        #expect(one.lockClass != other.lockClass)
        #expect(
            try one.takeLock(of: WorkerSlot(number: 1, patience: .seconds(15)))
                && other.takeLock(of: WorkerSlot(number: 1, patience: .seconds(15))))
    }

    @Test("Slots without a lock are those that run something and have no session")
    func unlocked() throws {
        var worker: PostgresConnection? = try newSession()
        let host = try newSession()
        let slot = try host.makeSlot(patience: .seconds(15))
        #expect(try worker?.takeLock(of: slot) == true)
        _ = try addTask()
        _ = try addTask()
        let claimed = try worker?.transaction { connection throws(StoreError) in
            try connection.claim(claimant(slot), now: now).tasks.count
        }
        #expect(claimed == 1)
        // Not a worker of many machines: its lock is its slot file.
        let other = Claimant(slot: "slot", limit: 1, knows: { _ in true })
        _ = try store.recordAndClaim([], for: other, rotation: QueueRotation(), now: now)
        #expect(try host.unlockedSlots() == [])
        worker = nil
        while try host.unlockedSlots().isEmpty {}
        #expect(try host.unlockedSlots() == [slot])
    }

    @Test("A claim that was on its way when its worker died is waited for, and then recovered")
    func claimUnderWay() throws {
        var worker: PostgresConnection? = try newSession()
        let slot = try store.write { connection throws(StoreError) in try connection.makeSlot(patience: .seconds(15)) }
        #expect(try worker?.takeLock(of: slot) == true)
        let id = try addTask()
        try worker?.script("BEGIN")
        #expect(try worker?.claim(claimant(slot), now: now).tasks.map(\.id) == [id])
        let work = DeadWorkerWork(slot: slot.name, outcomes: [], executing: nil)
        // The process is dead; its session is not.
        #expect(try store.recover(work, now: now, wait: .none) == nil)
        #expect(try store.recover(work, now: now, wait: .atMost(.milliseconds(20))) == nil)
        try worker?.script("COMMIT")
        #expect(try store.task(id)?.state == .running)
        worker = nil
        var transitions: [TaskTransition]?
        while transitions == nil { transitions = try store.recover(work, now: now, wait: .none) }
        #expect(transitions?.map(\.id) == [id])
        #expect(try store.task(id)?.state == .waiting)
    }

    @Test("The session of a dead worker that does not end by itself is ended")
    func ended() throws {
        let (worker, host) = (try newSession(), try newSession())
        let slot = try host.makeSlot(patience: .seconds(15))
        #expect(try worker.takeLock(of: slot))
        try worker.script("BEGIN")
        try host.endSession(of: slot, after: 60)
        #expect(try !host.takeLock(of: slot))
        try host.endSession(of: slot, after: 0)
        while try !host.takeLock(of: slot) {}
        #expect(throws: StoreError.self) { try worker.script("SELECT 1") }
    }

    @Test("A slot is not given up while its worker's session is there")
    func living() throws {
        var worker: PostgresConnection? = try newSession()
        let slot = try store.write { connection throws(StoreError) in try connection.makeSlot(patience: .seconds(15)) }
        #expect(try worker?.takeLock(of: slot) == true)
        let id = try addTask()
        _ = try store.recordAndClaim([], for: claimant(slot), rotation: QueueRotation(), now: now)
        #expect(try store.requeueTasks(ofLostSlots: [slot.name], now: now, wait: .standard) == 0)
        #expect(try store.task(id)?.state == .running)
        worker = nil
        var count: Int?
        while count ?? 0 == 0 { count = try store.requeueTasks(ofLostSlots: [slot.name], now: now, wait: .standard) }
        #expect(count == 1)
        #expect(try store.task(id)?.state == .waiting)
    }
}
#endif

import Foundation
import TaskStore
import Testing

@testable import Autocron

@Suite("Settling what dead workers have left", .timeLimit(.minutes(1)))
struct SlotRescuerTests {
    let folder: TemporaryFolder
    let store: TaskStore
    let book = LogBook()
    let directory: PoolDirectory
    let runtime: Runtime

    init() throws {
        folder = try TemporaryFolder()
        store = try TaskStore(path: folder.file("app.db"))
        directory = PoolDirectory(database: store.file)
        try directory.prepare()
        var configuration = Autocron.Configuration()
        configuration.log = book.log
        runtime = Runtime(store: store, configuration: configuration, registry: Registry([]), listener: ListenerSpy())
    }

    private var rescuer: SlotRescuer { SlotRescuer(runtime: runtime, directory: directory) }

    /// Tasks that a worker had reserved, of which it has begun the first.
    private func worker(_ name: String, tasks: Int = 2) throws -> (slot: SlotWriter, tasks: [ClaimedTask]) {
        let slot = try SlotWriter(path: directory.slot(named: name))
        let claimed = try store.write { connection throws(StoreError) in
            for _ in 0..<tasks { _ = try connection.insert(.made()) }
            return try connection.claim(Claimant(slot: name, limit: tasks) { _ in true }, turn: 0, now: 1).tasks
        }
        slot.begin(SlotRecord(row: claimed[0].row, attempt: 1, started: 5))
        return (slot, claimed)
    }

    private func states(_ tasks: [ClaimedTask]) throws -> [TaskState?] {
        try store.read { connection throws(StoreError) in
            var states: [TaskState?] = []
            for task in tasks { states.append(try connection.task(task.id)?.state) }
            return states
        }
    }

    private func hasFile(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.slot(named: name))
    }

    @Test("A worker's death is charged to the task that ran, told, and its file removed")
    func ownWorker() async throws {
        let (slot, tasks) = try worker("1-1")
        rescuer.rescue(slot: "1-1", death: .signalled(11), verdict: .none, process: 4_711)
        #expect(try states(tasks) == [.failed, .waiting])
        #expect(!hasFile("1-1"))
        let message = try #require(await book.next())
        for part in ["worker 4711", "SIGSEGV", "'work'", "no attempt is left"] { #expect(message.text.contains(part)) }
        #expect(message.task?.bytes == tasks[0].id)
        slot.clear(area: 0)
    }

    @Test("What the database does not take now is taken later, and nothing is forgotten in between")
    func retry() throws {
        let (slot, tasks) = try worker("1-1")
        let rescuer = rescuer
        let locked = try TaskStore(path: folder.file("app.db"))
        let impatient = try TaskStore(path: folder.file("app.db"), access: TaskStore.Access(patience: .zero))
        let other = SlotRescuer(
            runtime: Runtime(
                store: impatient, configuration: runtime.configuration, registry: Registry([]), listener: ListenerSpy()),
            directory: directory
        )
        try locked.write { _ throws(StoreError) in
            other.rescue(slot: "1-1", death: .exited(1), verdict: .none, process: 1)
        }
        #expect(hasFile("1-1"))
        #expect(other.nextRetry != nil)
        other.settleAll(patience: 1)
        #expect(other.nextRetry == nil)
        #expect(try states(tasks) == [.failed, .waiting])
        #expect(!hasFile("1-1"))
        rescuer.retry(force: true)
        slot.clear(area: 0)
    }

    @Test("Slots of an earlier pool are settled where their workers are dead, and waited for where they live")
    func abandoned() async throws {
        var dead: (slot: SlotWriter, tasks: [ClaimedTask])? = try worker("1-1")
        let deadTasks = try #require(dead?.tasks)
        #expect(dead?.slot.note(.made(deadTasks[1].row, .succeeded(nil)), area: 0) == true)
        dead = nil
        var living: (slot: SlotWriter, tasks: [ClaimedTask])? = try worker("1-2")
        let livingTasks = try #require(living?.tasks)
        let rescuer = rescuer
        let (freed, isFreed) = AsyncStream<Void>.makeStream()
        rescuer.whenRescued = { isFreed.yield() }
        try rescuer.rescueAbandoned(except: [])
        #expect(try states(deadTasks) == [.failed, .succeeded])
        #expect(try states(livingTasks) == [.running, .running])
        #expect(!hasFile("1-1") && hasFile("1-2"))
        living = nil
        _ = await freed.first { _ in true }
        #expect(try states(livingTasks) == [.failed, .waiting])
        #expect(!hasFile("1-2"))
    }

    @Test("Tasks whose worker's slot file somebody has deleted wait again, uncharged, and it is said")
    func lostSlot() async throws {
        let (slot, tasks) = try worker("1-1")
        slot.remove()
        try rescuer.rescueAbandoned(except: [])
        #expect(try states(tasks) == [.waiting, .waiting])
        #expect(await book.next()?.text.contains("2 running task(s)") == true)
    }

    @Test("An earlier pool without leftovers is no news")
    func nothing() async throws {
        try rescuer.rescueAbandoned(except: [])
        #expect(await book.rest().isEmpty)
    }
}

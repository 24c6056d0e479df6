import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

@Suite("Settling what dead workers have left", .timeLimit(.minutes(5)))
struct DeadWorkerRecoveryTests {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let recorder = LogRecorder()
    let directory: PoolDirectory
    let runtime: Runtime

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
        directory = PoolDirectory(database: store.file.path)
        try directory.prepare()
        var configuration = Autocron.Configuration()
        configuration.logHandler = recorder.log
        runtime = Runtime(store: store, configuration: configuration, registry: Registry([]), listener: NotifierSpy())
    }

    private var rescuer: DeadWorkerRecovery { DeadWorkerRecovery(runtime: runtime, directory: directory) }

    /// Tasks that a worker had reserved, of which it has begun the first.
    private func worker(_ name: String, tasks: Int = 2) throws -> (slot: SlotWriter, tasks: [ClaimedTask]) {
        let slot = try SlotWriter(path: directory.slot(named: name))
        let claimed = try store.write { connection throws(StoreError) in
            for _ in 0..<tasks { _ = try connection.insert(.made()) }
            return try connection.claim(Claimant(slot: name, limit: tasks) { _ in true }, now: 1).tasks
        }
        slot.begin(SlotRecord(attempt: AttemptID(row: claimed[0].row, claimNumber: 1), started: 5))
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
        rescuer.recover(DeadWorker(slot: "1-1", death: WorkerDeath(status: .signaled(11), process: 4_711)))
        #expect(try states(tasks) == [.failed, .waiting])
        #expect(!hasFile("1-1"))
        let message = try #require(await recorder.next())
        for part in ["worker 4711", "SIGSEGV", "'work'", "no attempt is left"] { #expect(message.text.contains(part)) }
        #expect(message.task == tasks[0].id)
        slot.clear(area: 0)
    }

    /// What a worker had last begun.
    enum LastBegun: CaseIterable { case nothing, taskThatHasEnded, taskThatRuns }

    @Test("What is to be said of a worker that ran nothing is said only of such a one", arguments: LastBegun.allCases)
    func idle(begun: LastBegun) async throws {
        let slot: SlotWriter
        if begun == .nothing {
            slot = try SlotWriter(path: directory.slot(named: "1-1"))
        } else {
            let (occupied, tasks) = try worker("1-1", tasks: 1)
            slot = occupied
            if begun == .taskThatHasEnded {
                _ = try store.record([.made(tasks[0].row, .succeeded(nil))], slot: "1-1")
            }
        }
        rescuer.recover(
            DeadWorker(
                slot: "1-1", death: WorkerDeath(status: .signaled(9), process: 4_711),
                idleExit: LogMessage(.warning, .workerEnded, "it ran nothing")))
        #expect(!hasFile("1-1"))
        let isSaid = await recorder.rest().contains { $0.text == "it ran nothing" }
        #expect(isSaid == (begun != .taskThatRuns))
        slot.clear(area: 0)
    }

    @Test("What the database does not take now is taken later, and nothing is forgotten in between")
    func retry() throws {
        let (slot, tasks) = try worker("1-1")
        let rescuer = rescuer
        let locked = try SQLiteStore(path: folder.file("app.db"))
        let impatient = try SQLiteStore(path: folder.file("app.db"), access: SQLiteStore.Access(busyTimeout: .zero))
        let other = DeadWorkerRecovery(
            runtime: Runtime(
                store: impatient, configuration: runtime.configuration, registry: Registry([]), listener: NotifierSpy()),
            directory: directory
        )
        try locked.write { _ throws(StoreError) in
            other.recover(DeadWorker(slot: "1-1", death: WorkerDeath(status: .exited(1), process: 1)))
        }
        #expect(hasFile("1-1"))
        #expect(other.nextRetry != nil)
        other.recoverAll(until: .now() + .seconds(10))
        #expect(other.nextRetry == nil)
        #expect(try states(tasks) == [.failed, .waiting])
        #expect(!hasFile("1-1"))
        rescuer.retry()
        slot.clear(area: 0)
    }

    @Test("A locked database keeps nobody waiting, and what is known of the death outlives this process")
    func lockedForLong() throws {
        var worker: (slot: SlotWriter, tasks: [ClaimedTask])? = try worker("1-1")
        let tasks = try #require(worker?.tasks)
        let locked = try SQLiteStore(path: folder.file("app.db"))
        try locked.write { _ throws(StoreError) in
            let before = MonotonicTime.now()
            let rescuer = rescuer
            for _ in 0..<3 {
                rescuer.recover(DeadWorker(slot: "1-1", death: WorkerDeath(status: .exited(3), process: 1)))
            }
            rescuer.recoverAll(until: .now() + .milliseconds(200))
            #expect(MonotonicTime.now() - before < .seconds(2))
        }
        #expect(try states(tasks) == [.running, .running])
        // The next start, to which nobody has told anything.
        worker = nil
        try rescuer.recoverAbandoned(except: [])
        #expect(try states(tasks) == [.failed, .waiting])
        let failure = try store.read { connection throws(StoreError) in try connection.task(tasks[0].id)?.failure }
        #expect(failure?.exitCode == 3)
    }

    @Test("Slots of an earlier pool are settled where their workers are dead, and waited for where they live")
    func abandoned() async throws {
        var dead: (slot: SlotWriter, tasks: [ClaimedTask])? = try worker("1-1")
        let deadTasks = try #require(dead?.tasks)
        #expect(dead?.slot.record(.made(deadTasks[1].row, .succeeded(nil)), area: 0) == true)
        dead = nil
        var living: (slot: SlotWriter, tasks: [ClaimedTask])? = try worker("1-2")
        let livingTasks = try #require(living?.tasks)
        let rescuer = rescuer
        // Again, as where what comes after it has failed.
        for _ in 0..<3 { try rescuer.recoverAbandoned(except: []) }
        #expect(try states(deadTasks) == [.waiting, .succeeded])
        #expect(try states(livingTasks) == [.running, .running])
        #expect(!hasFile("1-1") && hasFile("1-2"))
        #expect(rescuer.polledDescriptors.count <= 1)
        let message = try #require(await recorder.next())
        for part in ["ended together with its application", "does not count (1 of 3", "'work'"] {
            #expect(message.text.contains(part))
        }
        living = nil
        try await look(with: rescuer) { try states(livingTasks) == [.waiting, .waiting] }
        #expect(!hasFile("1-2"))
        #expect(rescuer.nextRetry == nil)
    }

    /// Lets a rescuer do what is due, as the supervisor does, until something holds.
    private func look(with rescuer: DeadWorkerRecovery, until isDone: () throws -> Bool) async throws {
        while try !isDone() {
            let next = try #require(rescuer.nextRetry)
            let watched = rescuer.polledDescriptors
            try await onThread { _ = Poll.wait(for: watched, until: next) }
            rescuer.retry()
        }
    }

    @Test("A lock that somebody else holds for a worker whose process has ended keeps nothing from being settled")
    func ghost() async throws {
        let (slot, tasks) = try worker("1-1")
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sh")
        child.arguments = ["-c", "exit 0"]
        try child.run()
        child.waitUntilExit()
        let file = try FileLock.open(directory.slot(named: "1-1"))
        var process = UInt64(child.processIdentifier)
        #expect(unsafe pwrite(file.descriptor.number, &process, 8, off_t(SlotLayout.processAt)) == 8)
        try rescuer.recoverAbandoned(except: [])
        #expect(try states(tasks) == [.waiting, .waiting])
        #expect(!hasFile("1-1"))
        slot.clear(area: 0)
    }

    @Test(
        "A slot that cannot be read is no empty one: it is said once, tried again, and its tasks come back in the end")
    func unreadable() async throws {
        let (slot, tasks) = try worker("1-1")
        let path = directory.slot(named: "1-1")
        #expect(unsafe rename(path, path + ".moved") == 0)
        // It is not followed, and not missing.
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".moved")
        let rescuer = rescuer
        rescuer.recover(DeadWorker(slot: "1-1", death: WorkerDeath(status: .exited(1), process: 1)))
        for _ in 0..<3 { try rescuer.recoverAbandoned(except: []) }
        #expect(try states(tasks) == [.running, .running])
        #expect(rescuer.nextRetry != nil)
        #expect(await recorder.next()?.text.contains("cannot learn what a dead worker has left") == true)
        rescuer.unreadableTimeout = .zero
        try await look(with: rescuer) { try states(tasks) == [.waiting, .waiting] }
        #expect(await recorder.next()?.text.contains("2 running task(s)") == true)
        #expect(await recorder.rest().isEmpty)
        #expect(!hasFile("1-1"))
        slot.clear(area: 0)
    }

    @Test("One that becomes readable in time is settled as if nothing had been")
    func readableLater() async throws {
        let (slot, tasks) = try worker("1-1")
        let path = directory.slot(named: "1-1")
        #expect(unsafe rename(path, path + ".moved") == 0)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".moved")
        let rescuer = rescuer
        rescuer.recover(DeadWorker(slot: "1-1", death: WorkerDeath(status: .exited(1), process: 1)))
        #expect(unsafe rename(path + ".moved", path) == 0)
        try await look(with: rescuer) { try states(tasks) == [.failed, .waiting] }
        slot.clear(area: 0)
    }

    @Test("A folder that cannot be read is not taken for an empty one")
    func unreadableFolder() throws {
        let (slot, tasks) = try worker("1-1")
        let path = directory.path
        #expect(unsafe rename(path, path + ".moved") == 0)
        #expect(throws: StoreError.self) { try rescuer.recoverAbandoned(except: []) }
        #expect(try states(tasks) == [.running, .running])
        #expect(unsafe rename(path + ".moved", path) == 0)
        slot.clear(area: 0)
    }

    @Test("Where no descriptor is free, the one that is kept is used, and another one kept")
    func reserve() throws {
        var reserve = Reserve()
        for _ in 0..<2 {
            var tries = 0
            let result = try reserve.lend { () throws(UnreadableSlot) in
                tries += 1
                errno = EMFILE
                if tries == 1 { throw UnreadableSlot(SystemFailure("cannot open")) }
                return tries
            }
            #expect(result == 2)
        }
        var tries = 0
        #expect(throws: UnreadableSlot.self) {
            try reserve.lend { () throws(UnreadableSlot) in
                tries += 1
                errno = EACCES
                throw UnreadableSlot(SystemFailure("cannot open"))
            }
        }
        #expect(tries == 1)
    }

    @Test("Tasks whose worker's slot file somebody has deleted wait again, uncharged, and it is said")
    func lostSlot() async throws {
        let (slot, tasks) = try worker("1-1")
        slot.remove()
        try rescuer.recoverAbandoned(except: [])
        #expect(try states(tasks) == [.waiting, .waiting])
        #expect(await recorder.next()?.text.contains("2 running task(s)") == true)
    }

    @Test("An earlier pool without leftovers is no news")
    func nothing() async throws {
        try rescuer.recoverAbandoned(except: [])
        #expect(await recorder.rest().isEmpty)
    }
}

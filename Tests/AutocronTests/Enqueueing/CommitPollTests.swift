import Platform
import Synchronization
import TestSupport
import Testing

@testable import Autocron
@testable import SQLiteStore
@testable import TaskModel

@Suite("The poll for the commit of a transaction on a server", .timeLimit(.minutes(5)))
struct CommitPollTests {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let listener = NotifierSpy()

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
    }

    private func poll(_ looks: [Duration]) -> CommitPoll {
        CommitPoll(store: store, listener: listener, looks: looks)
    }

    @Test("It looks three times within half a second")
    func looks() {
        #expect(CommitPoll.looks == [.milliseconds(20), .milliseconds(100), .milliseconds(500)])
    }

    @Test("The pool is told once of tasks that are there, the later ones too")
    func committed() async throws {
        let poll = poll([.zero, .milliseconds(1), .milliseconds(2)])
        let tasks = [NewTask.made(), .made(), .made(runAt: 7)]
        _ = try store.insertReserved(tasks, wait: .standard)
        poll.expect(tasks, at: 0)
        while poll.isExpecting { await Task.yield() }
        while listener.all.isEmpty { await Task.yield() }
        poll.close()
        #expect(listener.all == [NotifierSpy.Commit(due: 2, earliest: 7)])
    }

    @Test("Tasks that come before the last look are found by it")
    func late() async throws {
        let poll = poll([.zero, .zero, .seconds(1)])
        let task = NewTask.made()
        poll.expect([task], at: 0)
        _ = try store.insertReserved([task], wait: .standard)
        while poll.isExpecting { await Task.yield() }
        while listener.all.isEmpty { await Task.yield() }
        #expect(listener.all == [NotifierSpy.Commit(due: 1, earliest: nil)])
    }

    @Test("An identifier that leads to an equal task is found as well")
    func alias() async throws {
        let key = UniqueKey(key: "k", scope: .untilFinished)
        let tasks = [NewTask.made(unique: key), .made(unique: key)]
        _ = try store.insertReserved(tasks, wait: .standard)
        let poll = poll([.zero])
        poll.expect([tasks[1]], at: 0)
        while listener.all.isEmpty { await Task.yield() }
        #expect(listener.all == [NotifierSpy.Commit(due: 1, earliest: nil)])
    }

    @Test("After a rollback the pool is told nothing, nor while the store cannot be read")
    func rolledBack() async throws {
        for isOpen in [true, false] {
            if !isOpen { store.close() }
            let poll = poll([.zero, .milliseconds(1)])
            poll.expect([.made()], at: 0)
            while poll.isExpecting { await Task.yield() }
            poll.close()
        }
        #expect(listener.all.isEmpty)
    }

    @Test("A process that ends tells of what it would still look for, and of what comes later at once")
    func closed() {
        let poll = poll([.seconds(3_600)])
        poll.expect([.made()], at: 0)
        #expect(listener.all.isEmpty)
        poll.close()
        #expect(listener.all == [NotifierSpy.Commit(due: 1, earliest: nil)])
        poll.expect([.made(runAt: 7)], at: 0)
        #expect(listener.all.last == NotifierSpy.Commit(due: 0, earliest: 7))
        poll.close()
        #expect(listener.all.count == 2)
    }
}

import Foundation
import SQLiteStore
import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("Verbs that may have to wait", .timeLimit(.minutes(5)))
struct RuntimeWriteTests {
    let folder: TemporaryFolder
    let runtime: Runtime

    init() throws {
        folder = try TemporaryFolder()
        runtime = Runtime(
            store: try SQLiteStore(path: folder.file("app.db")), configuration: Autocron.Configuration(),
            registry: Registry([]), listener: NotifierSpy()
        )
    }

    @Test("They are committed, and throw what the store throws")
    func writes() async throws {
        let task = NewTask.made()
        let stored = try await runtime.write { store, wait throws(StoreError) in
            try store.insertReserved([task], wait: wait)
        }
        #expect(stored.map(\.id) == [task.id])
        #expect(try runtime.store.task(task.id) != nil)
        await #expect(throws: StoreError.self) {
            let _: Int = try await runtime.write { _, _ throws(StoreError) in
                throw StoreError(.diskFull, "no room")
            }
        }
    }

    @Test("While somebody else writes they wait, and hold up none of the threads that Swift's tasks share")
    func waits() async throws {
        let (locked, unlocked) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let other = try SQLiteStore(path: folder.file("app.db"))
        async let writer: Void = onThread {
            try? other.write { _ throws(StoreError) in
                locked.signal()
                unlocked.wait()
            }
        }
        try await onThread { locked.wait() }
        let tasks = (0..<100).map { _ in NewTask.made() }
        try await withThrowingTaskGroup { group in
            for task in tasks {
                group.addTask { [runtime] in
                    _ = try await runtime.write { store, wait throws(StoreError) in
                        try store.insertReserved([task], wait: wait)
                    }
                }
            }
            // If they blocked Swift's threads, this task would not run, and nobody would unlock.
            await Task { _ = unlocked.signal() }.value
            try await group.waitForAll()
        }
        try await writer
        for task in tasks {
            #expect(try runtime.store.task(task.id) != nil)
        }
    }
}

import Foundation
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("A file that is moved, deleted or replaced while it is open")
struct ReplacedFileTests {
    let folder: TemporaryFolder
    let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("app.db"))
    }

    private func store(_ task: NewTask = .due()) throws {
        _ = try store.write { connection throws(StoreError) in try connection.insert(task) }
    }

    @Test("Nothing is said to be stored in it any more", arguments: ["moved", "deleted", "replaced"])
    func noticed(how: String) throws {
        try store()
        let path = folder.file("app.db")
        switch how {
        case "moved": try FileManager.default.moveItem(atPath: path, toPath: folder.file("old.db"))
        case "deleted": try FileManager.default.removeItem(atPath: path)
        default:
            try SQLiteStore(path: folder.file("new.db")).close()
            #expect(unsafe rename(folder.file("new.db"), path) == 0)
        }
        for _ in 0..<2 {
            let error = #expect(throws: StoreError.self) { try store() }
            #expect(error?.code == .replaced)
            #expect(error?.description.contains(path) == true)
        }
    }

    private func counts() throws -> [TaskState: Int] {
        try store.read { connection throws(StoreError) in try connection.counts() }
    }

    @Test("A claim that was refused has claimed nothing once the file is back")
    func claimed() throws {
        try store()
        try FileManager.default.moveItem(atPath: folder.file("app.db"), toPath: folder.file("old.db"))
        let claimant = Claimant(slot: "slot", limit: 10) { _ in true }
        #expect(throws: StoreError.self) {
            _ = try store.write { connection throws(StoreError) in
                try connection.claim(claimant, now: Fixture.now)
            }
        }
        try FileManager.default.moveItem(atPath: folder.file("old.db"), toPath: folder.file("app.db"))
        #expect(try counts() == [.waiting: 1])
    }

    @Test("Put back, it is as good as before")
    func putBack() throws {
        let task = NewTask.due()
        try FileManager.default.moveItem(atPath: folder.file("app.db"), toPath: folder.file("old.db"))
        #expect(throws: StoreError.self) { try store(task) }
        try FileManager.default.moveItem(atPath: folder.file("old.db"), toPath: folder.file("app.db"))
        #expect(try counts() == [:])
        try store(task)
        #expect(try counts() == [.waiting: 1])
        store.close()
        expectIntact(folder.file("app.db"))
    }
}

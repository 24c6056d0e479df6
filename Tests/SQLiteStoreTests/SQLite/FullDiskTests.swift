#if os(Linux)
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

/// A file system of one megabyte in memory, which only root can make.
private final class SmallDisk {
    let path: String
    private let folder: TemporaryFolder

    /// - Returns: nil where this process may not mount.
    init?() throws {
        folder = try TemporaryFolder()
        path = folder.path
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else { return nil }
    }

    func makeReadOnly() -> Bool {
        unsafe mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), "size=1m") == 0
    }

    deinit {
        unsafe umount2(path, Int32(MNT_DETACH))
    }

    static let isPossible = (try? SmallDisk()) != nil
}

@Suite("A disk that takes no more", .enabled(if: SmallDisk.isPossible, "only root may mount a small disk"))
struct FullDiskTests {
    @Test("Storing fails with the reason, what was stored before stays, and it goes on once there is room")
    func full() throws {
        let disk = try #require(try SmallDisk())
        let path = disk.path + "/app.db"
        let store = try SQLiteStore(path: path)
        let kept = NewTask.due()
        _ = try store.write { connection throws(StoreError) in try connection.insert(kept) }
        let ballast = disk.path + "/ballast"
        try fill(ballast)
        var large = NewTask.due()
        large.arguments = [UInt8](repeating: 0x20, count: 200_000)
        for _ in 0..<2 {
            let error = #expect(throws: StoreError.self) {
                try store.write { connection throws(StoreError) in try connection.insert(large) }
            }
            #expect(error?.code == .diskFull)
        }
        #expect(try store.read { connection throws(StoreError) in try connection.counts() } == [.waiting: 1])
        try FileManager.default.removeItem(atPath: ballast)
        #expect(try store.write { connection throws(StoreError) in try connection.insert(large) } == .stored)
        store.close()
        expectIntact(path)
    }

    @Test("Full at any write of a task's life: each step happens or fails with the reason, and is done again later")
    func fullAtEveryWrite() throws {
        let disk = try #require(try SmallDisk())
        for pages in 0..<24 {
            let path = disk.path + "/app\(pages).db"
            let store = try SQLiteStore(path: path)
            let ballast = disk.path + "/ballast"
            try fill(ballast)
            // So many pages are free; each step needs some for the log.
            let size = try FileManager.default.attributesOfItem(atPath: ballast)[.size] as? Int ?? 0
            try #require(unsafe truncate(ballast, max(0, size - pages * 4_096)) == 0)
            let key = UniqueKey(key: "key", scope: .untilFinished)
            let task = NewTask.due(attempts: 2, delay: .constant(0), unique: key)
            var failures = 0
            /// Does one step, if need be again when there is room.
            func step<R: Sendable>(_ body: (Connection) throws(StoreError) -> R) throws -> R {
                do {
                    return try store.write(body)
                } catch {
                    #expect(error.code == .diskFull || error.code == .inputOutput, "\(error)")
                    failures += 1
                    if FileManager.default.fileExists(atPath: ballast) {
                        try FileManager.default.removeItem(atPath: ballast)
                    }
                    return try store.write(body)
                }
            }
            #expect(try step { connection throws(StoreError) in try connection.insert(task) } == .stored)
            for end in [.failed(Failure(.threw)), .succeeded(Array("1".utf8))] as [AttemptResult] {
                let claimed = try step { connection throws(StoreError) in
                    try connection.claim(
                        Claimant(slot: "slot", limit: 9) { _ in true }, now: Fixture.now + 10_000)
                }.tasks
                try #require(claimed.map(\.id) == [task.id])
                let outcome = claimed[0].ended(end)
                #expect(try step { connection throws(StoreError) in try connection.record(outcome, slot: "slot") })
            }
            #expect(failures <= 1)
            if pages == 0 { #expect(failures == 1) }
            let reading = try store.read { connection throws(StoreError) in try connection.task(task.id) }
            #expect(reading?.state == .succeeded)
            #expect(reading?.attemptsUsed == 2)
            store.close()
            expectIntact(path)
            for name in try FileManager.default.contentsOfDirectory(atPath: disk.path) {
                try FileManager.default.removeItem(atPath: disk.path + "/" + name)
            }
        }
    }

    @Test("A database cannot be made where there is no room, and the error says so")
    func noRoomForNew() throws {
        let disk = try #require(try SmallDisk())
        try fill(disk.path + "/ballast")
        #expect { try SQLiteStore(path: disk.path + "/app.db") } throws: { error in
            [.diskFull, .inputOutput].contains((error as? StoreError)?.code)
        }
    }

    @Test("A file system that is read-only is refused as such", arguments: [true, false])
    func readOnly(exists: Bool) throws {
        let disk = try #require(try SmallDisk())
        let path = disk.path + "/app.db"
        if exists { try SQLiteStore(path: path).close() }
        try #require(disk.makeReadOnly())
        #expect { try SQLiteStore(path: path) } throws: { ($0 as? StoreError)?.code == .readOnly }
    }

    private func fill(_ path: String) throws {
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        for size in [65_536, 4_096] {
            while (try? handle.write(contentsOf: Data(count: size))) != nil {}
        }
    }
}
#endif

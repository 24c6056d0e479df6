#if os(Linux)
import Foundation
import Testing

@testable import TaskStore

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
        let store = try TaskStore(path: path)
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

    @Test("A database cannot be made where there is no room, and the error says so")
    func noRoomForNew() throws {
        let disk = try #require(try SmallDisk())
        try fill(disk.path + "/ballast")
        #expect { try TaskStore(path: disk.path + "/app.db") } throws: { error in
            [.diskFull, .inputOutput].contains((error as? StoreError)?.code)
        }
    }

    @Test("A file system that is read-only is refused as such", arguments: [true, false])
    func readOnly(exists: Bool) throws {
        let disk = try #require(try SmallDisk())
        let path = disk.path + "/app.db"
        if exists { try TaskStore(path: path).close() }
        try #require(disk.makeReadOnly())
        #expect { try TaskStore(path: path) } throws: { ($0 as? StoreError)?.code == .readOnly }
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

import Foundation
import SQLiteStore
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Faults of the file and of others who use it")
    struct FaultTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("Another process that writes for a second is waited for")
        func lockedForASecond() async throws {
            let app = try await App.started(scratch)
            let holder = try await App.started(scratch, workers: 0)
            try await holder.call(.connection(.open(scratch.database)))
            holder.send(.connection(.hold(seconds: 1)))
            try await holder.expect(.holding)
            app.send(.blocking("b"))
            app.send(.echo("e"))
            try await app.expect(.called)
            try await app.expect(.stored)
            try await app.expect(.began("b"))
            try await app.expect(.began("e"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 2])
        }

        @Test("One that writes for 30 seconds: who can be told is told, everything else is kept and done afterwards")
        func lockedForLong() async throws {
            let app = try await App.started(scratch)
            let holder = try await App.started(scratch, workers: 0)
            try await holder.call(.connection(.open(scratch.database)))
            try await app.call(.nap("sleeper", seconds: 1))
            try await app.expect(.began("sleeper"))
            holder.send(.connection(.hold(seconds: 30)))
            try await holder.expect(.holding)
            // Its outcome has to wait in the worker's slot.
            try await app.expect(.ended("sleeper"))
            try await app.call(.plain("kept"))
            app.send(.blocking("refused"))
            try await app.expect(.error("stayed locked"))
            try await holder.expect(.called, within: 60)
            try await app.expect(.began("kept"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 2])
            #expect(app.events(.began("refused")).isEmpty)
            #expect(try SideConnection.damage(in: scratch.database) == [])
        }

        @Test("Two processes commit while the log is copied again and again: each finds its own commits, all of them")
        func checksumChains() async throws {
            let apps = [try await App.started(scratch), try await App.started(scratch, workers: 0)]
            for app in apps { try await app.call(.connection(.open(scratch.database))) }
            for app in apps { app.send(.connection(.chain(1_500))) }
            for app in apps { try await app.expect(.called, within: 120) }
            try await apps[0].waitUntilIdle(within: 60)
            #expect(try Database(scratch).counts() == [.succeeded: 3_000])
            for app in apps {
                let sums = try SideConnection.run(
                    "SELECT sum FROM chain WHERE writer = \(app.processID) ORDER BY number", in: scratch.database)
                var expected = [0]
                for number in 1...1_500 { expected.append(number + expected[number - 1] * 31 % 65_521) }
                #expect(sums == expected.dropFirst().map(String.init))
            }
            let copies = try SideConnection.run("SELECT count FROM autocron_checkpoints", in: scratch.database)
            #expect(try #require(Int(copies[0])) > 1)
            #expect(try SideConnection.damage(in: scratch.database) == [])
        }

        @Test("An outcome that cannot be stored at once is stored while the next task runs, however long that takes")
        func storedMeanwhile() async throws {
            let app = try await App.started(scratch, workers: 1)
            try await app.call(.connection(.open(scratch.database)))
            // Longer than a worker waits for the lock.
            let id = try await app.store(
                .connection(.locking(database: scratch.database, seconds: 3, pipe: scratch.gate("beside"))))
            try await app.expect(.began("beside"))
            try await app.expectValue("locked", of: id)
            #expect(try Database(scratch).counts()[.running] == 1)
            scratch.open(gate: "beside")
            try await app.expect(.ended("beside"))
        }

        @Test("A file replaced by another: nobody is told that something is stored, and what can be kept is kept")
        func replaced() async throws {
            let app = try await App.started(scratch, workers: 0)
            try SQLiteStore(path: scratch.path + "/other.db").close()
            #expect(unsafe rename(scratch.path + "/other.db", scratch.database) == 0)
            // The old file's log would be taken for the new one's.
            for suffix in ["-wal", "-shm"] { try FileManager.default.removeItem(atPath: scratch.database + suffix) }
            app.send(.blocking("refused"))
            try await app.expect(.error("was moved, deleted or replaced"))
            try await app.call(.plain("kept"))
            try await app.expect(.log(.error, "1 tasks cannot be stored yet"))
            app.send(.stop(within: 1))
            try await app.expect(.error(of: .stop(within: 1), "kept in memory"))
            app.send(.restart(database: scratch.database, workers: 1))
            try await app.expect(.began("kept"))
            try await app.waitUntilIdle()
            #expect(try Database(scratch).counts() == [.succeeded: 1])
        }
    }
}

#if os(Linux)
/// A file system of two megabytes in memory, which only root can make.
private final class SmallDisk {
    let scratch: TemporaryFolder

    /// - Returns: nil where this process may not mount.
    init?() throws {
        scratch = try TemporaryFolder()
        guard unsafe mount("tmpfs", scratch.path, "tmpfs", 0, "size=2m") == 0 else { return nil }
    }

    deinit {
        unsafe umount2(scratch.path, Int32(MNT_DETACH))
    }

    static let isPossible = (try? SmallDisk()) != nil

    private var ballast: String { scratch.path + "/ballast" }

    /// Leaves not one byte.
    func fill() throws {
        try #require(FileManager.default.createFile(atPath: ballast, contents: nil))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: ballast))
        defer { try? handle.close() }
        for size in [65_536, 4_096] {
            while (try? handle.write(contentsOf: Data(count: size))) != nil {}
        }
    }

    func makeRoom() throws {
        try FileManager.default.removeItem(atPath: ballast)
    }
}

extension ProcessSuite {
    @Suite(
        "A full disk under a running application",
        .enabled(if: SmallDisk.isPossible, "only root may mount a small disk"))
    struct FullDiskTests {
        @Test("Who can be told is told; calls that cannot throw, and outcomes, are kept until there is room")
        func full() async throws {
            let disk = try #require(try SmallDisk())
            let app = try await App.started(disk.scratch, workers: 1)
            try await app.call(.persistentNap("sleeper", seconds: 1))
            let worker = try await app.expect(.began("sleeper")).process
            try disk.fill()
            try await app.expect(.ended("sleeper"))
            // The log is written from its beginning again after a copy, so the first commits may still find room.
            let isFull = EventPattern.error(of: .blocking("filler"), "is full")
            for _ in 0..<1_000 where app.events(isFull).isEmpty {
                app.send(.blocking("filler"))
                app.send(.status(of: UUID().uuidString))
                try await app.expect(.status)
            }
            try await app.expect(isFull)
            try await app.call(.plain("kept"))
            try await app.expect(.log(.error, "1 tasks cannot be stored yet"))
            // A worker that dies now must be settled later, and another one started.
            kill(worker, SIGKILL)
            try disk.makeRoom()
            try await app.expect(.began("kept"))
            try await app.waitUntilIdle()
            let counts = try Database(disk.scratch).counts()
            #expect(Set(counts.keys) == [.succeeded])
            #expect(counts[.succeeded] == 2 + app.events(.called).count)
            try await app.stop(within: 2)
            #expect(try SideConnection.damage(in: disk.scratch.database) == [])
        }
    }
}
#endif

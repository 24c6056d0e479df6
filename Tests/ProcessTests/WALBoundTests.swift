import Foundation
import Synchronization
import TaskModel
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("The write-ahead log of programs that do not host workers")
    struct WALBoundTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Bytes.
        ///
        /// At 64 MiB a caller asks for a copy, and more comes while that is made: how much depends on the disk, on which the
        /// copy waits. Without copies the log has a thousand MB in the end.
        static let bound: Int64 = 750_000_000

        @Test("While no process hosts workers, those that store tasks keep the log short themselves")
        func nobodyHosts() async throws {
            let guest = try await App.started(scratch, workers: 0)
            let longest = LongestFile(scratch.database + "-wal")
            guest.send(.pile(80_000, seconds: 0))
            try await guest.expect(.called, within: 120)
            #expect(longest.end() < Self.bound)
            #expect(try Database(scratch).counts() == [.waiting: 80_000])
        }

        @Test("A host that has nothing to do copies the log for others")
        func idleHost() async throws {
            let host = try await App.started(scratch, workers: 1)
            let guest = try await App.started(scratch, workers: 0)
            let longest = LongestFile(scratch.database + "-wal")
            guest.send(.pile(80_000, seconds: 3600))
            try await guest.expect(.called, within: 120)
            #expect(longest.end() < Self.bound)
            #expect(try Database(scratch).counts() == [.waiting: 80_000])
            host.endInput()
        }
    }
}

/// Watches how long a file gets.
final class LongestFile: Sendable {
    private let isOver = Atomic(false)
    private let longest = Atomic<Int64>(0)
    private let done = DispatchSemaphore(value: 0)

    init(_ path: String) {
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .acquiring) {
                var information = stat()
                if unsafe stat(path, &information) == 0 { longest.max(Int64(information.st_size), ordering: .relaxed) }
                usleep(1_000)
            }
            done.signal()
        }
    }

    /// - Returns: bytes.
    func end() -> Int64 {
        isOver.store(true, ordering: .releasing)
        done.wait()
        return longest.load(ordering: .relaxed)
    }
}

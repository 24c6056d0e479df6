import CPlatform
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Descriptors")
struct DescriptorTests {
    @Test("A pipe gives what was written, nothing while there is nothing, and an end")
    func pipe() throws {
        var (reading, writing): (Descriptor, Descriptor?) = try Descriptor.pipe()
        #expect(reading.readAvailable() == nil)
        #expect(writing?.writeAvailable([1, 2]) == true)
        #expect(reading.readAvailable() == [1, 2])
        #expect(reading.readAvailable() == nil)
        writing = nil
        #expect(reading.readAvailable() == [])
        (reading, writing) = try Descriptor.pipe()
        while let count = writing.map({ unsafe write($0.number, [0], 1) }), count == 1 {}
        #expect(writing?.writeAvailable([1]) == true, "a full pipe's reader is awake anyway")
    }

    @Test("Writing to a pipe that nobody reads is no signal, and says so")
    func nobodyReads() throws {
        let writing: Descriptor = try Descriptor.pipe().writeEnd
        #expect(!writing.writeAvailable([1]))
        #expect(!writing.writeAvailable([1]))
    }

    @Test("Poll tells which of several is ready, and returns at its deadline")
    func poll() throws {
        let (first, second) = (try Descriptor.pipe(), try Descriptor.pipe())
        let both = [first.readEnd.number, second.readEnd.number]
        #expect(Poll.wait(for: both, until: MonotonicTime.now()) == [false, false])
        #expect(Poll.wait(for: both, until: MonotonicTime.now() + 1_000_000) == [false, false])
        second.writeEnd.writeAvailable([1])
        #expect(Poll.wait(for: both, until: nil) == [false, true])
        #expect(Poll.wait(for: both, until: .distantFuture) == [false, true])
    }

    @Test("Sockets are close-on-exec, non-blocking, and out of the way of a child's numbers")
    func sockets() throws {
        let (near, far) = try Descriptor.socketPair()
        for number in [near.number, far.number] {
            #expect(number >= 10)
            #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
            #expect(fcntl(number, F_GETFL) & O_NONBLOCK != 0)
        }
    }

    #if os(Linux)
    @Test("A program that another thread starts at the same moment inherits none of them")
    func inheritance() throws {
        let ours = Mutex<Set<UInt64>>([])
        let isOver = Atomic(false)
        let threads = (0..<2).map { number in
            let done = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                while !isOver.load(ordering: .relaxed) {
                    let ends = number == 0 ? try? Descriptor.socketPair() : try? Descriptor.pipe()
                    guard let ends else { break }
                    var information = stat()
                    for end in [ends.0, ends.1] where unsafe fstat(end.number, &information) == 0 {
                        let node = UInt64(information.st_ino)
                        _ = ours.withLock { $0.insert(node) }
                    }
                }
                done.signal()
            }
            return done
        }
        defer {
            isOver.store(true, ordering: .relaxed)
            for thread in threads { thread.wait() }
        }
        for _ in 0..<60 {
            let inherited = try Self.openInChild()
            // The output of `ls` is a pipe, too, but none of these.
            #expect(ours.withLock { $0.isDisjoint(with: inherited) })
        }
    }

    /// The sockets and pipes that a program has open which is started now.
    private static func openInChild() throws -> [UInt64] {
        let (reading, writing) = try Descriptor.waitingPipe()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, writing.number, 1)
        var process: pid_t = 0
        let texts = ["/bin/ls", "-l", "/proc/self/fd"]
        let words: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        let result = unsafe posix_spawn(&process, "/bin/ls", &actions, nil, words, autocron_environment())
        #expect(result == 0)
        autocron_reap(process)
        Descriptor.makePrivate(reading.number)
        let text = String(decoding: reading.readAvailable(limit: 65_536) ?? [], as: UTF8.self)
        return text.split(whereSeparator: { "[]".contains($0) }).compactMap { UInt64($0) }
    }
    #endif
}

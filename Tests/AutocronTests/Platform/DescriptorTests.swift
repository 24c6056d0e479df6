import Foundation
import TaskStore
import Testing

@testable import Autocron

@Suite("Descriptors")
struct DescriptorTests {
    @Test("A pipe gives what was written, nothing while there is nothing, and an end")
    func pipe() throws {
        var (reading, writing): (Descriptor, Descriptor?) = try Descriptor.pipe()
        #expect(reading.readAvailable() == nil)
        #expect(writing?.poke([1, 2]) == true)
        #expect(reading.readAvailable() == [1, 2])
        #expect(reading.readAvailable() == nil)
        writing = nil
        #expect(reading.readAvailable() == [])
        (reading, writing) = try Descriptor.pipe()
        while let count = writing.map({ unsafe write($0.number, [0], 1) }), count == 1 {}
        #expect(writing?.poke([1]) == true, "a full pipe's reader is awake anyway")
    }

    @Test("Writing to a pipe that nobody reads is no signal, and says so")
    func nobodyReads() throws {
        let writing: Descriptor = try Descriptor.pipe().writing
        #expect(!writing.poke([1]))
        #expect(!writing.poke([1]))
    }

    @Test("Poll tells which of several is ready, and returns at its deadline")
    func poll() throws {
        let (first, second) = (try Descriptor.pipe(), try Descriptor.pipe())
        let both = [first.reading.number, second.reading.number]
        #expect(Poll.wait(for: both, until: Monotonic.now()) == [false, false])
        #expect(Poll.wait(for: both, until: Monotonic.now() + 1_000_000) == [false, false])
        second.writing.poke([1])
        #expect(Poll.wait(for: both, until: nil) == [false, true])
        #expect(Poll.wait(for: both, until: .max) == [false, true])
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
}

import Foundation
import TestSupport
import Testing

@testable import Platform

@Suite("Output that nothing can stop")
struct BoundedOutputTests {
    private static let moment = Duration.milliseconds(50)

    /// A pipe whose ends wait, as a program's standard error is one.
    private func pipe() throws -> (readEnd: Descriptor, writeEnd: Descriptor) {
        try Descriptor.waitingPipe()
    }

    private func bytes(_ count: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: "x"), count: count)
    }

    @Test("What fits is written, and the stream stays as it is for all who share it")
    func fits() throws {
        let (readEnd, writeEnd) = try pipe()
        #expect(BoundedOutput.write(Array("words".utf8), to: writeEnd.number, within: Self.moment) == 5)
        #expect(readEnd.readAvailable() == Array("words".utf8))
        #expect(fcntl(writeEnd.number, F_GETFL) & O_NONBLOCK == 0)
    }

    @Test("A full pipe that is not read takes what it holds, and then nothing", arguments: [true, false])
    func full(isWaiting: Bool) throws {
        let (readEnd, writeEnd) = try pipe()
        if !isWaiting { Descriptor.makePrivate(writeEnd.number) }
        let written = BoundedOutput.write(bytes(1 << 20), to: writeEnd.number, within: Self.moment)
        #expect(written > 0 && written < 1 << 20)
        #expect(BoundedOutput.write(bytes(5_000), to: writeEnd.number, within: .zero) == 0)
        _ = readEnd
    }

    @Test("A slow reader is waited for")
    func slow() async throws {
        let (readEnd, writeEnd) = try pipe()
        let (counts, count) = AsyncStream<Int>.makeStream()
        // Threads of their own: other tests may keep all of Swift's threads for longer than the writer waits.
        Thread.detachNewThread {
            var received = 0
            while received < 1 << 20, let some = readEnd.readAvailable(limit: 65_536), !some.isEmpty {
                received += some.count
            }
            count.yield(received)
            count.finish()
        }
        let bytes = bytes(1 << 20)
        let written = try await onThread { BoundedOutput.write(bytes, to: writeEnd.number, within: .seconds(20)) }
        // A reader that waits for more than was written would wait for ever.
        try #require(written == 1 << 20)
        #expect(await counts.first { _ in true } == 1 << 20)
    }

    @Test("A full socket that is not read")
    func socket() throws {
        let (near, far) = try Descriptor.socketPair()
        let written = BoundedOutput.write(bytes(4 << 20), to: near.number, within: Self.moment)
        #expect(written > 0 && written < 4 << 20)
        _ = far
    }

    @Test("A pipe or a socket without reader is no signal")
    func nobodyReads() throws {
        let writeEnd = try pipe().writeEnd
        #expect(BoundedOutput.write(bytes(10), to: writeEnd.number, within: Self.moment) == 0)
        let near = try Descriptor.socketPair().0
        #expect(BoundedOutput.write(bytes(10), to: near.number, within: Self.moment) == 0)
    }

    @Test("A stream that is closed")
    func closed() {
        #expect(BoundedOutput.write(bytes(10), to: 1_000_000, within: Self.moment) == 0)
    }

    @Test("A full disk", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func fullDisk() throws {
        let descriptor = Descriptor(unsafe open("/dev/full", O_WRONLY | O_CLOEXEC))
        #expect(BoundedOutput.write(bytes(10), to: descriptor.number, within: Self.moment) == 0)
    }

    @Test("A file is written at its end, in one piece")
    func file() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("log")
        let descriptor = Descriptor(unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        for _ in 0..<2 {
            #expect(BoundedOutput.write(bytes(100_000), to: descriptor.number, within: Self.moment) == 100_000)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 200_000)
    }
}

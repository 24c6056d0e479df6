import Foundation
import Testing

@testable import PluginMessaging

@Suite("File descriptors")
struct FileDescriptorChannelTests {
    @Test("Bytes come through a pipe, and its end is seen")
    func pipe() throws {
        let pipe = Pipe()
        let input = pipe.fileHandleForReading.fileDescriptor
        let output = pipe.fileHandleForWriting.fileDescriptor
        let connection = FrameConnection(FileDescriptorChannel(input: input, output: output))
        try connection.send([1, 2, 3])
        #expect(try connection.receive() == [1, 2, 3])
        try pipe.fileHandleForWriting.close()
        #expect(try connection.receive() == nil)
    }

    @Test("A closed descriptor is an error that names the call")
    func closed() {
        let connection = FrameConnection(FileDescriptorChannel(input: -1, output: -1))
        #expect(throws: ConnectionError.system("read", 9)) { try connection.receive() }
        #expect(throws: ConnectionError.system("write", 9)) { try connection.send([1]) }
    }
}

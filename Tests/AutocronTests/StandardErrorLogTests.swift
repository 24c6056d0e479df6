import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("The default log handler")
struct StandardErrorLogTests {
    @Test("Messages that cannot be written are dropped and counted, and the next one says so")
    func dropped() throws {
        let (reading, writing) = try Descriptor.pipe()
        let log = StandardErrorLog(stream: writing.number)
        log.write("first")
        #expect(reading.readAvailable() == Array("first\n".utf8))
        while BoundedOutput.write([0], to: writing.number, within: .zero) == 1 {}
        log.write("second")
        log.write("third")
        while let bytes = reading.readAvailable(limit: 65_536), !bytes.isEmpty {}
        log.write("fourth")
        log.write("fifth")
        let words = String(decoding: reading.readAvailable() ?? [], as: UTF8.self)
        #expect(words == "autocron warning: 2 messages before this one could not be written here\nfourth\nfifth\n")
    }

    @Test("A line that was cut off is ended before the next")
    func torn() throws {
        let (reading, writing) = try Descriptor.pipe()
        let log = StandardErrorLog(stream: writing.number)
        log.write(String(repeating: "x", count: 1 << 20))
        while let bytes = reading.readAvailable(limit: 65_536), !bytes.isEmpty {}
        log.write("next")
        let words = String(decoding: reading.readAvailable() ?? [], as: UTF8.self)
        #expect(words == "\nautocron warning: 1 message before this one could not be written here\nnext\n")
    }
}

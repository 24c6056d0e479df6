import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("The descriptors that a worker needs")
struct OwnDescriptorsTests {
    @Test("They are there until one is closed, and a file that takes its number is not it")
    func closed() throws {
        let ends = try (0..<2).map { _ in
            let (readEnd, _) = try Descriptor.pipe()
            // Numbers that no other test is given, and that this one closes.
            return fcntl(readEnd.number, F_DUPFD_CLOEXEC, 700)
        }
        let own = OwnDescriptors(ends)
        #expect(own.seemIntact && own.areIntact)
        close(ends[1])
        #expect(own.seemIntact && !own.areIntact)
        let other = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        #expect(dup2(other, ends[0]) == ends[0])
        close(other)
        #expect(!own.seemIntact)
        close(ends[0])
        #expect(!own.seemIntact)
    }
}

import Foundation
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("What threads ask of one that sleeps")
struct MailboxTests {
    private func isReadable(_ mailbox: Mailbox<[Int]>) -> Bool {
        Poll.wait(for: [mailbox.descriptor.number], until: .distantPast)[0]
    }

    @Test("The reader is woken once for all that is asked before it looks, and gets all of it once")
    func wakes() throws {
        let mailbox = try Mailbox<[Int]>(empty: [])
        #expect(!isReadable(mailbox))
        for number in 1...3 { mailbox.post { $0.append(number) } }
        #expect(mailbox.descriptor.readAvailable() == [0])
        #expect(mailbox.take() == [1, 2, 3])
        #expect(!isReadable(mailbox))
        #expect(mailbox.take() == [])
        mailbox.post { $0.append(4) }
        #expect(isReadable(mailbox))
        #expect(mailbox.take() == [4])
    }

    @Test("Nothing that several threads post is lost, and the reader never sleeps beside it")
    func threads() async throws {
        let mailbox = try Mailbox<[Int]>(empty: [])
        async let taken = onThread {
            var taken: [Int] = []
            while taken.count < 4_000 {
                _ = Poll.wait(for: [mailbox.descriptor.number], until: nil)
                taken += mailbox.take()
            }
            return taken
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    try await onThread {
                        for number in 0..<1_000 { mailbox.post { $0.append(thread * 1_000 + number) } }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await taken.sorted() == Array(0..<4_000))
    }
}

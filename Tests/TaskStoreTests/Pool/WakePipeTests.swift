import Foundation
import TestSupport
import Testing

@testable import TaskStore

@Suite("The pipe that wakes the pool's holder")
struct WakePipeTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("wake")
        try #require(unsafe mkfifo(path, 0o600) == 0)
    }

    private func news(_ reader: Descriptor) -> WakePipe.News? {
        reader.readAvailable(limit: WakePipe.mostBytes).map { WakePipe.News($0) }
    }

    @Test("The holder learns what was done, and how many tasks are due")
    func words() throws {
        let reader = try WakePipe.reader(path)
        let writer = WakePipeWriter(path: path)
        #expect(writer.tell(.due, .due, .later))
        let stored = try #require(news(reader))
        #expect(stored.due == 2)
        #expect(stored.hasLater)
        #expect(!stored.hasChanged)
        #expect(!stored.hasLogGrown)
        #expect(writer.tell(.logGrown))
        let grown = try #require(news(reader))
        #expect(grown.hasLogGrown)
        #expect(!grown.hasChanged)
        #expect(news(reader) == nil)
    }

    @Test("Without a holder the teller learns that, and a later holder hears again")
    func noReader() throws {
        let writer = WakePipeWriter(path: path)
        #expect(!writer.tell(.changed))
        var reader: Descriptor? = try WakePipe.reader(path)
        #expect(writer.tell(.changed))
        reader = nil
        #expect(!writer.tell(.changed))
        let next = try WakePipe.reader(path)
        #expect(writer.tell(.changed))
        #expect(news(next)?.hasChanged == true)
        _ = reader
    }

    @Test("A word of a later build, and a pipe that was full, mean that anything may have changed")
    func unknown() {
        #expect(WakePipe.News([200]).hasChanged)
        let full = [UInt8](repeating: WakePipe.Word.later.rawValue, count: WakePipe.mostBytes)
        #expect(WakePipe.News(full).hasChanged)
        #expect(!WakePipe.News(full.dropLast()).hasChanged)
        #expect(!WakePipe.News([]).hasChanged)
    }
}

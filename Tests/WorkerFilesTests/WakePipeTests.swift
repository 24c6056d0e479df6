import Foundation
import TestSupport
import Testing

@testable import Platform
@testable import WorkerFiles

@Suite("The pipe that wakes the pool's holder")
struct WakePipeTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("wake")
        try #require(unsafe mkfifo(path, 0o600) == 0)
    }

    private func news(_ reader: Descriptor) -> WakePipe.Events? {
        reader.readAvailable(limit: WakePipe.mostBytes).map { WakePipe.Events($0) }
    }

    @Test("The holder learns what was done, and how many tasks are due")
    func words() throws {
        let reader = try WakePipe.reader(path)
        let writer = WakePipeWriter(path: path)
        #expect(writer.send(.due, .due, .later))
        let stored = try #require(news(reader))
        #expect(stored.due == 2)
        #expect(stored.hasLater)
        #expect(!stored.hasChanged)
        #expect(!stored.isMaintenanceDue)
        #expect(writer.send(.maintenanceDue))
        let grown = try #require(news(reader))
        #expect(grown.isMaintenanceDue)
        #expect(!grown.hasChanged)
        #expect(news(reader) == nil)
    }

    @Test("Without a holder the teller learns that, and a later holder hears again")
    func noReader() throws {
        let writer = WakePipeWriter(path: path)
        #expect(!writer.send(.changed))
        var reader: Descriptor? = try WakePipe.reader(path)
        #expect(writer.send(.changed))
        reader = nil
        #expect(!writer.send(.changed))
        let next = try WakePipe.reader(path)
        #expect(writer.send(.changed))
        #expect(news(next)?.hasChanged == true)
        _ = reader
    }

    @Test("A word of a later build, and a pipe that was full, mean that anything may have changed")
    func unknown() {
        #expect(WakePipe.Events([200]).hasChanged)
        let full = [UInt8](repeating: WakePipe.Event.later.rawValue, count: WakePipe.mostBytes)
        #expect(WakePipe.Events(full).hasChanged)
        #expect(!WakePipe.Events(full.dropLast()).hasChanged)
        #expect(!WakePipe.Events([]).hasChanged)
    }
}

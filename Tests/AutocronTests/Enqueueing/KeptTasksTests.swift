import SQLiteStore
import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("Calls that a stopped writer refuses")
struct KeptTasksTests {
    let folder: TemporaryFolder
    let runtime: Runtime

    init() throws {
        folder = try TemporaryFolder()
        runtime = Runtime(
            store: try SQLiteStore(path: folder.file("app.db")), configuration: Autocron.Configuration(),
            registry: Registry([]), listener: NotifierSpy()
        )
    }

    private static func names(_ state: CurrentRuntime.State) -> [String]? {
        switch state {
        case .none(let early), .starting(let early): early.map(\.name)
        case .worker, .running: nil
        }
    }

    @Test("Nothing is started: they are kept for the next start, in their order")
    func stopped() {
        var state = CurrentRuntime.State.none(early: [.made("a")])
        let next = state.keep([.made("b"), .made("c")])
        #expect(next === nil)
        #expect(Self.names(state) == ["a", "b", "c"])
    }

    @Test("Those that an end could not store stand in front of those that were called since")
    func older() {
        var state = CurrentRuntime.State.none(early: [.made("c")])
        _ = state.keep([.made("a"), .made("b")], areOlder: true)
        #expect(Self.names(state) == ["a", "b", "c"])
    }

    @Test("A start is under way: they are stored when it is done")
    func starting() {
        var state = CurrentRuntime.State.starting(early: [])
        let next = state.keep([.made("a")])
        #expect(next === nil)
        #expect(Self.names(state) == ["a"])
    }

    @Test("Another start was made meanwhile: they are given to that")
    func started() {
        var state = CurrentRuntime.State.running(runtime)
        let next = state.keep([.made("a")])
        #expect(next === runtime)
    }
}

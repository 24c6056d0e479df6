import InspectionModel
import Platform
import TaskModel
import Testing

@testable import Inspection

@Suite("What is paused")
struct PauseSnapshotTests {
    private let mail = Pause(kind: .queue, name: Array("mail".utf8), since: WallTime(microseconds: 5))
    private let send = Pause(kind: .function, name: Array("send()".utf8), since: WallTime(microseconds: 3))
    private let tick = Pause(kind: .recurringFunction, name: Array("tick()".utf8))

    @Test("The pause that holds a task is found, and a recurring function's holds none")
    func holding() {
        let paused = PauseSnapshot([mail, send, tick])
        #expect(paused.holding(queue: "mail", function: "other()") == .queue("mail"))
        #expect(paused.holding(queue: "default", function: "send()") == .function("send()"))
        #expect(paused.holding(queue: "default", function: "tick()") == nil)
        #expect(paused.isPaused(function: Array("tick()".utf8)))
        #expect(!paused.isPaused(function: Array("mail".utf8)))
        #expect(!paused.isTotal)
        let everything = PauseSnapshot([Pause(kind: .everything, name: [])])
        #expect(everything.isTotal)
        #expect(everything.holding(queue: "mail", function: "send()") == .everything)
    }

    @Test("Words, the oldest instant, and JSON")
    func words() throws {
        let paused = PauseSnapshot([mail, send, tick, Pause(kind: .everything, name: [], since: nil)])
        #expect(paused.names == "queue 'mail', 'send()', 'tick()', everything")
        #expect(paused.since == WallTime(microseconds: 3))
        #expect(PauseSnapshot([tick]).since == nil)
        #expect(
            try JSON(PauseSnapshot([tick, Pause(kind: .everything, name: [])])).text
                == #"[{"what":"recurring function","name":"tick()","since":null},"#
                + #"{"what":"everything","name":null,"since":null}]"#)
    }
}

import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Workers that end while they wait for tasks")
struct IdleExitMessageTests {
    @Test(
        "Each is told, until the third in a row says what to look for; then it is quiet",
        arguments: [
            (.expected, .warning), (.premature(consecutive: 1), .warning), (.premature(consecutive: 2), .warning),
            (.premature(consecutive: 3), .error), (.premature(consecutive: 4), nil),
        ] as [(PoolState.ExitKind, LogMessage.Level?)])
    func levels(_ exitKind: PoolState.ExitKind, _ level: LogMessage.Level?) {
        #expect(IdleExitMessage(exitKind, process: 7, status: .exited(3)).message?.level == level)
    }

    @Test("The story names the process and how it ended")
    func details() throws {
        let message = try #require(IdleExitMessage(.expected, process: 7, status: .signaled(9)).message)
        #expect(message.text.hasPrefix("a worker (process 7) died of signal 9 (SIGKILL)"))
        #expect(message.text.hasSuffix("while no task ran in it; another one takes its place"))
        #expect(message.event == .workerEnded)
        #expect(message.metadata == ["autocron.worker": "7", "autocron.signal": "9"])
        let third = try #require(IdleExitMessage(.premature(consecutive: 3), process: 7, status: .exited(3)).message)
        #expect(third.event == .workerRestartsTooOften)
        #expect(third.metadata == ["autocron.worker": "7", "autocron.exit_code": "3", "autocron.count": "3"])
    }
}

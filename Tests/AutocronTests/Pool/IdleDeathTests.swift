import Testing

@testable import Autocron

@Suite("Workers that end while they wait for tasks")
struct IdleDeathTests {
    @Test(
        "Each is told, until the third in a row says what to look for; then it is quiet",
        arguments: [
            (.ordinary, .warning), (.early(inARow: 1), .warning), (.early(inARow: 2), .warning),
            (.early(inARow: 3), .error), (.early(inARow: 4), nil),
        ] as [(PoolState.Judgement, LogMessage.Level?)])
    func levels(_ judgment: PoolState.Judgement, _ level: LogMessage.Level?) {
        #expect(IdleDeath(judgment, process: 7, .exited(3)).message?.level == level)
    }

    @Test("The story names the process and how it ended")
    func story() throws {
        let message = try #require(IdleDeath(.ordinary, process: 7, .signaled(9)).message)
        #expect(message.text.hasPrefix("a worker (process 7) died of signal 9 (SIGKILL)"))
        #expect(message.text.hasSuffix("while no task ran in it; another one takes its place"))
        #expect(message.event == .workerEnded)
        #expect(message.metadata == ["autocron.worker": "7", "autocron.signal": "9"])
        let third = try #require(IdleDeath(.early(inARow: 3), process: 7, .exited(3)).message)
        #expect(third.event == .workerRestartsTooOften)
        #expect(third.metadata == ["autocron.worker": "7", "autocron.exit_code": "3", "autocron.count": "3"])
    }
}

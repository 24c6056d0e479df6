import Foundation
import TestSupport
import Testing

@testable import Autocron

@Suite("A wait that keeps its thread", .timeLimit(.minutes(5)))
struct AdaptiveWaitTests {
    @Test("What was signaled before is there at once")
    func before() {
        let (brief, ticket) = (AdaptiveWait(), OutcomeWaiters.Ticket())
        ticket.signal(.poll)
        #expect(brief.wait(for: ticket))
    }

    @Test("Without a signal it gives up, and the ticket can be waited for in the usual way")
    func givesUp() async {
        let (brief, ticket) = (AdaptiveWait(), OutcomeWaiters.Ticket())
        #expect(!brief.wait(for: ticket))
        ticket.signal(.poll)
        #expect(await ticket.wait() == .poll)
    }

    @Test("After a wait that took longer it is not tried, until one was short again")
    func learns() {
        let (brief, ticket) = (AdaptiveWait(), OutcomeWaiters.Ticket())
        ticket.signal(.poll)
        brief.learn(AdaptiveWait.longest)
        #expect(!brief.wait(for: ticket))
        brief.learn(AdaptiveWait.longest - .nanoseconds(1))
        #expect(brief.wait(for: ticket))
    }

    @Test("A signal from another thread ends it, however the two meet")
    func meets() async throws {
        let brief = AdaptiveWait()
        for _ in 0..<500 {
            let ticket = OutcomeWaiters.Ticket()
            async let signal: Void = onThread { ticket.signal(.poll) }
            _ = brief.wait(for: ticket)
            #expect(await ticket.wait() == .poll)
            _ = try await signal
        }
    }

    @Test("While one waits the others do so in the usual way")
    func oneAtATime() async {
        let brief = AdaptiveWait()
        let tickets = (0..<50).map { _ in OutcomeWaiters.Ticket() }
        await withTaskGroup { group in
            for ticket in tickets {
                group.addTask {
                    _ = brief.wait(for: ticket)
                    #expect(await ticket.wait() == .poll)
                }
            }
            for ticket in tickets { ticket.signal(.poll) }
        }
    }
}

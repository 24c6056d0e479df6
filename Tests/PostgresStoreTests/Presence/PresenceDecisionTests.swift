#if PostgreSQL
import Platform
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Who is taken for dead")
struct PresenceDecisionTests {
    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000) + .milliseconds(Int(seconds * 1_000))
    }

    @Test("A slot's name has a number and a patience, and nothing else is one's name")
    func names() {
        let slot = WorkerSlot(name: "worker-17-15000")
        #expect(slot?.number == 17 && slot?.patience == .seconds(15))
        #expect(WorkerSlot(number: 17, patience: .seconds(15)).name == "worker-17-15000")
        for other in [
            "", "slot", "worker-", "worker-1", "worker-1-", "worker-0-15000", "worker--1-15000", "worker-+1-15000",
            "worker-01-15000", "worker-1-0", "worker-1-015", "worker-9999999999-15000",
        ] {
            #expect(WorkerSlot(name: other) == nil, "\(other)")
        }
        // Those of a file's workers, which have no lock on a server.
        #expect(WorkerSlot(name: "worker-4711-123456789-1") == nil)
    }

    @Test("A worker is lost when its lock was free in every look for its patience and the margin")
    func lost() {
        let slot = WorkerSlot(number: 1, patience: .seconds(15))
        var lost = LostSlots()
        for second in 0..<20 { #expect(lost.look([slot], session: 1, now: at(Double(second))).isEmpty) }
        #expect(lost.look([slot], session: 1, now: at(19.999)).isEmpty)
        #expect(lost.look([slot], session: 1, now: at(20)) == [slot])
        #expect(lost.look([], session: 1, now: at(21)).isEmpty)
    }

    @Test("Each worker has the patience that its slot names")
    func patiences() {
        let (short, long) = (
            WorkerSlot(number: 1, patience: .seconds(5)), WorkerSlot(number: 2, patience: .seconds(60))
        )
        var lost = LostSlots()
        #expect(lost.look([short, long], session: 1, now: at(0)).isEmpty)
        #expect(lost.look([short, long], session: 1, now: at(9.9)).isEmpty)
        #expect(lost.look([short, long], session: 1, now: at(10)) == [short])
        #expect(lost.look([long], session: 1, now: at(64.9)).isEmpty)
        #expect(lost.look([long], session: 1, now: at(65)) == [long])
    }

    @Test("One look that finds the lock held begins anew")
    func heldBetween() {
        let (first, second) = (
            WorkerSlot(number: 1, patience: .seconds(15)), WorkerSlot(number: 2, patience: .seconds(15))
        )
        var lost = LostSlots()
        #expect(lost.look([first, second], session: 1, now: at(0)).isEmpty)
        #expect(lost.look([second], session: 1, now: at(10)).isEmpty)
        #expect(lost.look([first, second], session: 1, now: at(20)) == [second])
        #expect(lost.look([first], session: 1, now: at(39.9)).isEmpty)
        #expect(lost.look([first], session: 1, now: at(40)) == [first])
    }

    @Test("Another session of the host begins anew: the server may have been away, and all workers with it")
    func otherSession() {
        let slot = WorkerSlot(number: 1, patience: .seconds(15))
        var lost = LostSlots()
        #expect(lost.look([slot], session: 1, now: at(0)).isEmpty)
        #expect(lost.look([slot], session: 2, now: at(20)).isEmpty)
        #expect(lost.look([slot], session: 2, now: at(39.9)).isEmpty)
        #expect(lost.look([slot], session: 2, now: at(40)) == [slot])
    }

    @Test("Whatever cut it is, a worker has ended its task before a host takes it for dead", arguments: [0, 4.65, 7.6])
    func noOverlap(noticedAfter: Double) {
        // The cut is at 0; the server frees the lock between 4.66 and 7.6 seconds later at the earliest.
        let loss = SessionLoss(since: at(min(noticedAfter, 4.65)), patience: .seconds(15))
        var lost = LostSlots()
        let slot = WorkerSlot(number: 1, patience: .seconds(15))
        var found: Double?
        for tenth in 0..<600 where found == nil {
            let second = Double(tenth) / 10
            let isFree = second >= 4.66
            if !lost.look(isFree ? [slot] : [], session: 1, now: at(second)).isEmpty { found = second }
        }
        let ends = Double((loss.decisionIsDue - at(0)).nanoseconds) / 1e9
        #expect(found.map { $0 > ends + 4 } == true)
    }

    @Test("Without a session a worker goes on for its patience, and the server's own word begins it anew")
    func patience() {
        var loss = SessionLoss(since: at(0), patience: .seconds(15))
        #expect(loss.decision(at: at(14.9)) == .continues)
        #expect(loss.decision(at: at(15)) == .ends)
        loss.serverAnswered(at: at(14))
        #expect(loss.decision(at: at(15)) == .continues)
        #expect(loss.decisionIsDue == at(29))
        #expect(loss.decision(at: at(29)) == .ends)
    }

    @Test(
        "Only what the server says while no process has a session begins it anew",
        arguments: [
            ("FATAL:  57P03: the database system is starting up", true),
            ("FATAL:  57P03: the database system is in recovery mode", true),
            ("FATAL:  57P03: the database system is not yet accepting connections", true),
            // Sessions that hosts have already are still answered.
            ("FATAL:  57P03: the database system is shutting down", false),
            ("FATAL:  53300: sorry, too many clients already", false),
            ("FATAL:  57P03: das Datenbanksystem startet", false),
            ("connection to server at \"127.0.0.1\", port 5432 failed: Connection refused", false), ("", false),
        ])
    func serversWord(text: String, counts: Bool) {
        #expect(SessionLoss.isServersWord(text) == counts)
    }

    @Test("Who is back goes on only with its lock and its row")
    func back() {
        #expect(SessionLoss.decision(hasLock: true, ownsRow: true) == .continues)
        #expect(SessionLoss.decision(hasLock: true, ownsRow: false) == .ends)
        #expect(SessionLoss.decision(hasLock: false, ownsRow: true) == .ends)
    }
}
#endif

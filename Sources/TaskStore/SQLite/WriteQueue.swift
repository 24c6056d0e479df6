import Foundation

/// A connection's place in the line of those who want to write, while another one does.
///
/// SQLite's lock has no line: whoever asks at the right moment gets it. With many workers that ask every 100 µs most of
/// the processors' time goes into asking, and who asks more rarely the longer it waits never gets it. Here only the first
/// of each line asks, as soon as another process of the pool has committed, and all others sleep until they are the first.
///
/// The line is a courtesy: who has a place in it has no right, and SQLite's lock alone decides. So a process that is killed
/// or stopped while it is the first costs the others some milliseconds, after which another one takes its place; and who
/// writes past the line, as other programs do, is met as before.
///
/// Used by the one thread that uses the connection.
final class WriteQueue {
    private let page: SharedPage
    private let lane: SharedPage.Lane
    /// This connection in the page; no other has the same number.
    private let number = UInt64.random(in: 2...(.max))
    private(set) var isFirst = false
    private var firstSince: Int64 = 0
    private var commits: UInt32 = 0

    init(page: SharedPage, lane: SharedPage.Lane) {
        self.page = page
        self.lane = lane
    }

    deinit {
        leave()
    }

    /// Nanoseconds for which the first one sleeps at most before it asks again.
    ///
    /// A writer past the line tells nobody of its commit. Short ones at the beginning, as most transactions are; and random,
    /// so that two do not stay in step.
    private static let short: ClosedRange<Int64> = 100_000...400_000
    private static let long: ClosedRange<Int64> = 1_000_000...5_000_000

    /// Nanoseconds for which those behind the first sleep before they look whether that one still asks.
    static let trust: Int64 = 10_000_000

    /// Waits until it makes sense to ask for the lock again.
    ///
    /// - Parameters:
    ///   - limit: nanoseconds at most, roughly.
    ///   - isOver: whether not to wait any more.
    func wait(atMost limit: Int64, unless isOver: () -> Bool = { false }) {
        guard isFirst else { return standInLine(until: MonotonicTime.now() + limit, isOver) }
        page.beat(lane)
        // Where the lock is not free for long, its holder is none of ours, and haste only burns the processor.
        let isLong = MonotonicTime.now() - firstSince >= 200_000_000
        page.awaitCommit(after: commits, nanoseconds: min(limit, .random(in: isLong ? Self.long : Self.short)))
        commits = page.commits
    }

    /// Waits until this one is the first; it then asks for the lock at once.
    private func standInLine(until deadline: Int64, _ isOver: () -> Bool) {
        var isNewcomer = true
        while true {
            let turns = page.turns(of: lane)
            let head = page.head(of: lane)
            if head == 0 || head == SharedPage.vacant && !isNewcomer {
                if becomeFirst(after: head) { return }
                continue
            }
            let beats = page.beats(of: lane)
            let now = MonotonicTime.now()
            guard now < deadline, !isOver() else { return }
            let span = min(Self.trust, deadline - now)
            page.awaitTurn(in: lane, after: turns, nanoseconds: span)
            isNewcomer = false
            // The first one was killed, or does not get to run.
            if MonotonicTime.now() - now >= Self.trust, page.head(of: lane) == head, page.beats(of: lane) == beats,
                becomeFirst(after: head)
            {
                return
            }
        }
    }

    private func becomeFirst(after head: UInt64) -> Bool {
        guard page.replaceHead(of: lane, head, by: number) else { return false }
        isFirst = true
        firstSince = MonotonicTime.now()
        // Read before the lock is asked for again, so that no commit after that is missed.
        commits = page.commits
        return true
    }

    /// Gives its place to the next one, after the transaction, or when this one gives up.
    func leave() {
        guard isFirst else { return }
        isFirst = false
        guard page.replaceHead(of: lane, number, by: SharedPage.vacant) else { return }
        if !page.wakeNext(in: lane) { _ = page.replaceHead(of: lane, SharedPage.vacant, by: 0) }
    }

    /// Tells the first ones of all lines that this connection has committed.
    func hasCommitted() {
        page.countCommit()
    }
}

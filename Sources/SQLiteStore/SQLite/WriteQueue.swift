import Foundation
import Platform
import WorkerFiles

/// A connection's place in the queue of those that want to write while another one writes.
///
/// SQLite's lock has no queue: the connection that tries at the right moment gets it. With many workers that try every
/// 100 µs, most of the processor time goes into trying; and a connection that tries less often the longer it waits
/// never gets the lock. Here only the head of each queue tries, as soon as another process of the pool has committed,
/// and all others sleep until they are the head.
///
/// The queue is a courtesy: a place in it gives no right, and SQLite's lock alone decides. So a head that is killed or
/// stopped costs the others some milliseconds, after which another one takes its place. Programs that write without the
/// queue compete for the lock as before.
///
/// Used by the one thread that uses the connection.
final class WriteQueue {
    private let page: SharedPage
    private let lane: SharedPage.Lane
    /// This connection's number in the page; no other has the same.
    private let number = UInt64.random(in: 2...(.max))
    private(set) var isFirst = false
    private var firstSince = MonotonicTime.distantPast
    private var commits: UInt32 = 0

    init(page: SharedPage, lane: SharedPage.Lane) {
        self.page = page
        self.lane = lane
    }

    deinit {
        leave()
    }

    /// The maximum time for which the head sleeps before it tries again.
    ///
    /// A writer outside the queue notifies no one of its commit. The sleeps are short at the beginning, because most
    /// transactions are; and random, so that two connections do not stay in step.
    private static let short: ClosedRange<Int64> = 100_000...400_000
    private static let long: ClosedRange<Int64> = 1_000_000...5_000_000

    /// How long those behind the head sleep before they check whether it still tries.
    static let trust = Duration.milliseconds(10)

    /// Waits until another try for the lock makes sense.
    ///
    /// - Parameters:
    ///   - limit: The maximum time, roughly.
    ///   - isOver: Whether to stop waiting.
    func wait(atMost limit: Duration, unless isOver: () -> Bool = { false }) {
        guard isFirst else { return waitForHead(until: MonotonicTime.now() + limit, isOver) }
        page.beat(lane)
        // If the lock is not free for long, its holder is not one of ours, and short sleeps only waste processor time.
        let isLong = MonotonicTime.now() - firstSince >= .milliseconds(200)
        let span = Duration.nanoseconds(Int64.random(in: isLong ? Self.long : Self.short))
        page.awaitCommit(after: commits, atMost: min(limit, span))
        commits = page.commits
    }

    /// Waits until this connection is the head; it then tries for the lock at once.
    private func waitForHead(until deadline: MonotonicTime, _ isOver: () -> Bool) {
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
            page.awaitTurn(in: lane, after: turns, atMost: span)
            isNewcomer = false
            // The head was killed, or gets no processor time.
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
        // Read before the next try for the lock, so that no later commit is missed.
        commits = page.commits
        return true
    }

    /// Passes its place to the next one, after the transaction, or when this one gives up.
    func leave() {
        guard isFirst else { return }
        isFirst = false
        guard page.replaceHead(of: lane, number, by: SharedPage.vacant) else { return }
        if !page.wakeNext(in: lane) { _ = page.replaceHead(of: lane, SharedPage.vacant, by: 0) }
    }

    /// Notifies the heads of all queues that this connection has committed.
    func hasCommitted() {
        page.countCommit()
    }
}

import Foundation
import Platform

/// Reaps the processes that tasks' programs have left behind: the worker adopts them, and no other process can reap
/// them.
///
/// Code that starts a program reaps it within moments of its end. A process that has been dead for half a minute while
/// no task ran has no code that waits for it.
struct AbandonedChildren {
    /// Nanoseconds between two polls.
    private static let interval = Duration.seconds(30)

    private var seen: Set<pid_t> = []
    private var nextPoll = MonotonicTime.distantPast

    /// Polls, if it is time.
    ///
    /// - Parameter now: The present.
    mutating func reap(now: MonotonicTime) {
        guard now >= nextPoll else { return }
        nextPoll = now + Self.interval
        let dead = Descendants.zombies()
        for process in dead.intersection(seen) { waitpid(process, nil, WNOHANG) }
        seen = dead
    }
}

import Foundation

/// Reaps what tasks' programs have left behind: a worker adopts it, and no one else is there to reap it.
///
/// Who has started a program reaps it within moments of its end. What has been dead for half a minute while no task ran is
/// waited for by no one.
struct AbandonedChildren {
    /// Nanoseconds between two looks.
    private static let patience: Int64 = 30_000_000_000

    private var seen: Set<pid_t> = []
    private var nextLook: Int64 = .min

    /// Looks, if it is time.
    ///
    /// - Parameter now: monotonic nanoseconds.
    mutating func reap(now: Int64) {
        guard now >= nextLook else { return }
        nextLook = now + Self.patience
        let dead = Descendants.zombies()
        for process in dead.intersection(seen) { waitpid(process, nil, WNOHANG) }
        seen = dead
    }
}

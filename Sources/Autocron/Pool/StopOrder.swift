extension PoolHost {
    /// By when the workers are to end; monotonic nanoseconds.
    struct StopOrder: Equatable, Sendable {
        /// When what still runs is cancelled.
        var cancelAt: Int64
        /// When what still lives is killed.
        var killAt: Int64

        /// Leaves cancelled tasks a quarter of the time to end, at most two seconds.
        ///
        /// - Parameters:
        ///   - limit: the time for all of it, which has begun.
        ///   - now: monotonic nanoseconds.
        init(within limit: Duration, now: Int64) {
            let whole = max(0, limit.nanoseconds)
            cancelAt = now.addingSaturated(whole - min(whole / 4, 2_000_000_000))
            killAt = now.addingSaturated(whole)
        }

        /// What a worker is told.
        func frame(at now: Int64) -> Frame {
            .stop(cancelAfter: max(0, cancelAt - now), killAfter: max(0, killAt - now))
        }
    }
}

extension PoolHost {
    /// The deadlines of a stop; monotonic nanoseconds.
    struct StopOrder: Equatable, Sendable {
        /// When running tasks are cancelled.
        var cancelAt: Int64
        /// When live workers are killed.
        var killAt: Int64

        /// Leaves cancelled tasks a quarter of the time to end, at most two seconds.
        ///
        /// - Parameters:
        ///   - limit: The time for the whole stop, which begins now.
        ///   - now: Monotonic nanoseconds.
        init(within limit: Duration, now: Int64) {
            let whole = max(0, limit.nanoseconds)
            cancelAt = now.addingSaturated(whole - min(whole / 4, 2_000_000_000))
            killAt = now.addingSaturated(whole)
        }

        /// The message to a worker.
        func frame(at now: Int64) -> Frame {
            .stop(cancelAfter: max(0, cancelAt - now), killAfter: max(0, killAt - now))
        }
    }
}

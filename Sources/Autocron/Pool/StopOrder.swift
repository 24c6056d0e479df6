import TaskStore

extension PoolHost {
    /// The deadlines of a stop.
    struct StopOrder: Equatable, Sendable {
        /// When running tasks are cancelled.
        var cancelAt: MonotonicTime
        /// When live workers are killed.
        var killAt: MonotonicTime

        /// Leaves cancelled tasks a quarter of the time to end, at most two seconds.
        ///
        /// - Parameters:
        ///   - limit: The time for the whole stop, which begins now.
        ///   - now: The present.
        init(within limit: Duration, now: MonotonicTime) {
            let whole = max(.zero, limit)
            cancelAt = now + (whole - min(whole / 4, .seconds(2)))
            killAt = now + whole
        }

        /// The message to a worker.
        func frame(at now: MonotonicTime) -> Frame {
            .stop(cancelAfter: max(.zero, cancelAt - now), killAfter: max(.zero, killAt - now))
        }
    }
}

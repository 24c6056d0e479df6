import Platform

extension PoolMembership {
    /// The deadlines of a stop.
    struct StopOrder: Equatable, Sendable {
        /// When running tasks are cancelled.
        var cancelAt: MonotonicTime
        /// When live workers are killed.
        var killAt: MonotonicTime

        /// Leaves cancelled tasks a quarter of the time to end, at most two seconds.
        ///
        /// - Parameters:
        ///   - timeout: The time for the whole stop, which begins now.
        ///   - now: The present.
        init(within timeout: Duration, now: MonotonicTime) {
            let whole = max(.zero, timeout)
            cancelAt = now + (whole - min(whole / 4, .seconds(2)))
            killAt = now + whole
        }

        /// The message to a worker.
        func message(at now: MonotonicTime) -> PoolMessage {
            .stop(cancelAfter: max(.zero, cancelAt - now), killAfter: max(.zero, killAt - now))
        }
    }
}

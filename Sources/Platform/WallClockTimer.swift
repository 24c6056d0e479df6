import CPlatform

/// An instant of the wall clock at which a thread that sleeps in ``Poll`` wakes up.
///
/// The timeout of ``Poll`` would not do: monotonic time stops while the machine sleeps, so a task that becomes due
/// during the sleep, or right after, would be late by the duration of the sleep.
///
/// Used by one thread.
package struct WallClockTimer {
    private let descriptor: Descriptor
    private var instant: WallTime?

    /// - Throws: `SystemFailure` if no descriptor is left.
    package init() throws(SystemFailure) {
        let number = autocron_clock_alarm_descriptor()
        guard number >= 0 else { throw SystemFailure("cannot make a timer") }
        descriptor = Descriptor(Descriptor.aboveStreams(number))
    }

    /// Readable once it has expired, or the clock was set.
    package var number: Int32 { descriptor.number }

    /// Sets it to an instant, replacing an earlier setting.
    ///
    /// - Parameter instant: Nil for never.
    package mutating func arm(at instant: WallTime?) {
        guard instant != self.instant else { return }
        self.instant = instant
        if let instant {
            autocron_set_clock_alarm(descriptor.number, max(1, (instant - WallTime.shift).microseconds))
        } else {
            autocron_clear_alarm(descriptor.number)
        }
    }

    /// Clears its expiration; it does not expire again before it is set.
    package mutating func disarm() {
        instant = nil
        autocron_clear_alarm(descriptor.number)
    }
}

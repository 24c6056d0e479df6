import CPlatform

/// A time at which a thread that sleeps in ``Poll`` wakes up; another thread can set it without waking the sleeper now.
package final class TimerDescriptor: Sendable {
    private let descriptor: Descriptor

    /// - Throws: `SystemFailure` if no descriptor is left.
    package init() throws(SystemFailure) {
        let number = autocron_alarm_descriptor()
        guard number >= 0 else { throw SystemFailure("cannot make a timer") }
        descriptor = Descriptor(Descriptor.aboveStreams(number))
    }

    /// Readable once it has expired, for threads that wait for other descriptors as well.
    package var number: Int32 { descriptor.number }

    /// Sets it to this long from now, replacing an earlier setting.
    package func arm(after delay: Duration) {
        autocron_set_alarm(descriptor.number, delay.nanoseconds)
    }

    /// Cancels it, and clears its expiration.
    package func disarm() {
        autocron_clear_alarm(descriptor.number)
    }

    /// Sleeps until it expires; returns at once while an expiration is not cleared.
    package func wait() {
        _ = Poll.wait(for: [descriptor.number], until: nil)
    }
}

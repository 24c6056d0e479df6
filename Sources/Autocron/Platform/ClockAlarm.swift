import CPlatform
import TaskStore

/// An instant of the wall clock at which a thread that sleeps in ``Poll`` is to wake up.
///
/// Its own limit in ``Poll`` would not do: monotonic time stands still while the machine sleeps, so that what becomes due
/// meanwhile, or right after, would be late by as long as it slept.
///
/// Used by one thread.
struct ClockAlarm {
    private let descriptor: Descriptor
    private var instant: Int64?

    /// - Throws: `SystemFailure` if the system has no descriptor left.
    init() throws(SystemFailure) {
        let number = autocron_clock_alarm_descriptor()
        guard number >= 0 else { throw SystemFailure("cannot make a timer") }
        descriptor = Descriptor(Descriptor.aboveStreams(number))
    }

    /// Readable once it has rung, or the clock was set.
    var number: Int32 { descriptor.number }

    /// Rings at an instant, whatever was set before.
    ///
    /// - Parameter instant: µs since 1970; nil never.
    mutating func set(at instant: Int64?) {
        guard instant != self.instant else { return }
        self.instant = instant
        if let instant {
            autocron_set_clock_alarm(descriptor.number, max(1, instant.addingSaturated(-Timestamp.shift)))
        } else {
            autocron_clear_alarm(descriptor.number)
        }
    }

    /// Forgets that it has rung; it does not ring before it is set.
    mutating func clear() {
        instant = nil
        autocron_clear_alarm(descriptor.number)
    }
}

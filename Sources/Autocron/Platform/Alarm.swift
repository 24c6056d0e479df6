import CPlatform
import TaskStore

/// A time at which a thread that sleeps in ``Poll`` is to be woken, set by another thread without waking it now.
final class Alarm: Sendable {
    private let descriptor: Descriptor

    /// - Throws: `SystemFailure` if the system has no descriptor left.
    init() throws(SystemFailure) {
        let number = autocron_alarm_descriptor()
        guard number >= 0 else { throw SystemFailure("cannot make a timer") }
        descriptor = Descriptor(Descriptor.aboveStreams(number))
    }

    /// Readable once it has rung, for those who wait for other things as well.
    var number: Int32 { descriptor.number }

    /// Rings after so many nanoseconds, whatever was set before.
    func set(after nanoseconds: Int64) {
        autocron_set_alarm(descriptor.number, nanoseconds)
    }

    /// Does not ring, and forgets that it has.
    func clear() {
        autocron_clear_alarm(descriptor.number)
    }

    /// Sleeps until it rings; returns at once while one that has rung is not cleared.
    func wait() {
        _ = Poll.wait(for: [descriptor.number], until: nil)
    }
}

import Foundation
import Platform
import Synchronization

/// A wait that blocks its thread, for results that come at once.
///
/// Suspending and resuming costs a thread switch, and the system usually wakes the other thread on a processor that
/// sleeps: on a virtual machine that took 150 µs, longer than all of a short task. A thread that blocks on a pipe is
/// woken on its waker's processor, as soon as the waker sleeps. As with a lock that spins before it sleeps, this wait
/// is tried only if it is likely to succeed, which it is if the last wait was that short; by one waiter at a time,
/// because Swift's threads are few; and only for an imperceptible moment.
final class AdaptiveWait: Sendable {
    static let longest = Duration.microseconds(300)

    private let isTaken = Atomic(false)
    /// Nanoseconds.
    private let lastTook = Atomic<Int64>(0)
    /// Created when it is first needed, which in a worker is never.
    private let pipe = Mutex<Pipe?>(nil)

    private typealias Pipe = (readEnd: Descriptor, writeEnd: Descriptor)

    /// Waits for a ticket's signal.
    ///
    /// - Returns: False if a brief wait was not tried, or the signal did not come in time; the caller then waits in the
    ///   usual way.
    func wait(for ticket: OutcomeWaiters.Ticket) -> Bool {
        guard .nanoseconds(lastTook.load(ordering: .relaxed)) < Self.longest else { return false }
        guard isTaken.exchange(true, ordering: .acquiring) == false else { return false }
        defer { isTaken.store(false, ordering: .releasing) }
        guard let pipe = openPipe() else { return false }
        // Discards bytes from a wake-up that arrived after an earlier wait timed out.
        _ = pipe.readEnd.readAvailable()
        let deadline = MonotonicTime.now() + Self.longest
        while ticket.isOpen(waking: pipe.writeEnd) {
            guard .now() < deadline else { return false }
            _ = Poll.wait(for: [pipe.readEnd.number], until: deadline)
            _ = pipe.readEnd.readAvailable()
        }
        return true
    }

    /// - Returns: nil if no descriptor is free; there is then no brief wait, and nothing else is lost.
    private func openPipe() -> Pipe? {
        pipe.withLock { pipe in
            if pipe == nil { pipe = try? Descriptor.pipe() }
            return pipe
        }
    }

    /// Wakes a thread that blocks on a pipe, on this thread's processor.
    ///
    /// - Parameter pipe: The pipe's write end.
    static func wake(_ pipe: Descriptor) {
        // The thread that delivered the outcome may be about to sleep, but still is in the run queue. Linux wakes a
        // thread on its waker's processor only if no other thread wants to run there.
        sched_yield()
        pipe.writeAvailable([0])
    }

    /// Records how long a wait took in the end.
    ///
    /// - Parameter span: From its beginning to the signal.
    func learn(_ span: Duration) {
        lastTook.store(span.nanoseconds, ordering: .relaxed)
    }
}

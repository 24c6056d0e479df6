import Foundation
import Synchronization
import TaskStore

/// A wait that does not give its thread up, for results that come at once.
///
/// To suspend and go on takes a change of threads, and the system most often wakes the other thread on a processor that
/// sleeps: on a virtual machine that took 150 µs, more than all of a short task. A thread that waits at a pipe is woken
/// where its waker runs, as soon as that sleeps. As with a lock that spins before it sleeps, it is tried only where it is
/// likely to succeed, which is where the last wait was that short; by one waiter at a time, since Swift's threads are
/// few; and for a moment that nobody notices.
final class BriefWait: Sendable {
    /// Nanoseconds.
    static let limit: Int64 = 300_000

    private let isTaken = Atomic(false)
    private let lastTook = Atomic<Int64>(0)
    /// Made when it is first needed, which in a worker is never.
    private let pipe = Mutex<Pipe?>(nil)

    private typealias Pipe = (reading: Descriptor, writing: Descriptor)

    /// Waits for a ticket's signal.
    ///
    /// - Returns: false if there was no reason to, or it did not come in time; then the ticket is to be waited for in the
    ///   usual way.
    func wait(for ticket: OutcomeWaiters.Ticket) -> Bool {
        guard lastTook.load(ordering: .relaxed) < Self.limit else { return false }
        guard isTaken.exchange(true, ordering: .acquiring) == false else { return false }
        defer { isTaken.store(false, ordering: .releasing) }
        guard let pipe = openPipe() else { return false }
        // What a waker wrote who came too late for an earlier wait.
        _ = pipe.reading.readAvailable()
        let deadline = Monotonic.now() + Self.limit
        while ticket.isOpen(waking: pipe.writing) {
            guard Monotonic.now() < deadline else { return false }
            _ = Poll.wait(for: [pipe.reading.number], until: deadline)
            _ = pipe.reading.readAvailable()
        }
        return true
    }

    /// - Returns: nil where no descriptor is free; then there is no brief wait, and nothing else is missing.
    private func openPipe() -> Pipe? {
        pipe.withLock { pipe in
            if pipe == nil { pipe = try? Descriptor.pipe() }
            return pipe
        }
    }

    /// Wakes somebody who waits at a pipe, on this thread's processor.
    ///
    /// - Parameter pipe: the pipe's writing end.
    static func wake(_ pipe: Descriptor) {
        // Whoever has brought the news may be about to sleep, and is still in line: Linux wakes a thread beside its waker
        // only where nobody else wants to run.
        sched_yield()
        pipe.poke([0])
    }

    /// Learns how long a wait took in the end.
    ///
    /// - Parameter nanoseconds: from its beginning to the signal.
    func learn(_ nanoseconds: Int64) {
        lastTook.store(nanoseconds, ordering: .relaxed)
    }
}

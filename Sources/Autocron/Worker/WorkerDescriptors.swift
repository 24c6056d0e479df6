import CPlatform
import Foundation
import Platform

/// What wakes a worker's leader beside its pool: the worker's other threads, and a signal to end.
///
/// It also knows the descriptors that the worker cannot do without.
final class WorkerDescriptors: Sendable {
    private let wakeReadEnd: Descriptor
    private let wakeWriteEnd: Descriptor
    private let termination: Descriptor
    let needed: OwnDescriptors

    /// - Parameters:
    ///   - link: The worker's end of the socket to its pool.
    ///   - slot: The worker's slot.
    init(link: WorkerLink, slot: SlotWriter) throws(SystemFailure) {
        (wakeReadEnd, wakeWriteEnd) = try Descriptor.pipe()
        let signals = try Descriptor.pipe()
        termination = signals.readEnd
        needed = OwnDescriptors(
            [link.socket.number, slot.descriptor, wakeReadEnd.number, wakeWriteEnd.number, termination.number])
        // The descriptor must outlive the handler, which lives as long as the process.
        _ = autocron_on_terminate(fcntl(signals.writeEnd.number, F_DUPFD_CLOEXEC, 10))
    }

    /// The descriptors to poll: the wake-ups of other threads, and the signal.
    var polled: [Int32] { [wakeReadEnd.number, termination.number] }

    /// Wakes the leader, from any thread.
    func wakeLeader() {
        wakeWriteEnd.writeAvailable([0])
    }

    /// Takes the wake-ups.
    func takeWakeUps() {
        _ = wakeReadEnd.readAvailable()
    }

    /// Whether the process was told to end.
    func takeTermination() -> Bool {
        termination.readAvailable() != nil
    }
}

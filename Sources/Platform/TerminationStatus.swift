import CPlatform
import Foundation

/// How a process ended.
package enum TerminationStatus: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)
    /// Other code reaped it, or it was not a child of ours.
    case unknown
    /// No process was left to see it: the application ended as well, or the machine did.
    case unseen

    /// Polls whether a child has ended, and leaves it unreaped, so that its PID is not reused.
    ///
    /// - Parameter child: A process that this process spawned.
    /// - Returns: nil if it is alive.
    package static func poll(_ child: Int32) -> TerminationStatus? {
        var value: Int32 = 0
        return switch unsafe autocron_peek_death(child, &value) {
        case autocron_death_running: nil
        case autocron_death_exited: .exited(value)
        case autocron_death_signaled: .signaled(value)
        default: .unknown
        }
    }

    /// Whether a process, which need not be a child of this one, has ended; a zombie has.
    package static func hasEnded(_ process: Int32) -> Bool {
        if kill(process, 0) != 0, errno == ESRCH { return true }
        guard let descriptor = descriptor(of: process) else { return false }
        return Poll.wait(for: [descriptor.number], until: .distantPast)[0]
    }

    /// A descriptor that becomes readable when a process ends; nil if the system has none.
    package static func descriptor(of process: Int32) -> Descriptor? {
        let number = autocron_death_descriptor(process)
        return number < 0 ? nil : Descriptor(number)
    }
}

extension TerminationStatus: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .signaled(let number): "died of signal \(SignalName.text(of: number))"
        case .unknown: "died of an unknown cause"
        case .unseen: "ended together with its application"
        }
    }
}

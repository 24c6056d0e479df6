import CPlatform
import Foundation
import TestSupport

/// What the system says of processes that are not our children.
enum Processes {
    /// Whether a process has ended; one that nobody has reaped yet counts as ended.
    static func isGone(_ process: pid_t) -> Bool {
        guard kill(process, 0) == 0 else { return true }
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The state follows the name, which is in parentheses.
        return status?.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }

    /// Whether a process is stopped by a signal.
    static func isStopped(_ process: pid_t) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return status?.split(separator: ")").last?.hasPrefix(" T") ?? false
    }

    /// Waits for the end of a process that was sent a signal: it dies when it is next given a processor.
    static func waitForEnd(of process: pid_t, within seconds: Int32 = 10) async throws -> Bool {
        try await onThread {
            let descriptor = autocron_death_descriptor(process)
            guard descriptor >= 0 else { return isGone(process) }
            defer { close(descriptor) }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return unsafe poll(&entry, 1, seconds * 1_000) == 1
        }
    }

    #if os(Linux)
    /// How long a process has kept processors busy, in seconds.
    static func processorTime(_ process: pid_t) throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
        // The fourteenth and fifteenth of proc(5), two of which stand before the parenthesis.
        return fields[11...12].compactMap { Double($0) }.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
    #endif
}

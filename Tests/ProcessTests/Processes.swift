import Foundation
import TaskStore

/// What the system says of processes that are not our children.
enum Processes {
    /// Whether a process has ended; one that nobody has reaped yet counts as ended.
    static func isGone(_ process: pid_t) -> Bool {
        guard kill(process, 0) == 0 else { return true }
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The state follows the name, which is in parentheses.
        return status?.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }
}

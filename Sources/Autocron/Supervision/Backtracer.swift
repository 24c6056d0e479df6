import Foundation
import Platform

/// The helper that writes the Swift runtime's crash reports.
enum Backtracer {
    /// Whether a process has crashed and its report is being written, which may take a minute for a large program.
    static func isAtWork(on process: pid_t) -> Bool {
        Descendants.of(process).contains { Descendants.name(of: $0) == "swift-backtrace" }
    }
}

import Foundation
import Synchronization

/// Stores the tasks on their way to the disk when the program ends by returning from `main` or calling `exit`.
enum ExitFlush {
    private static let isInstalled = Mutex(false)

    /// Registers the handler, once in a process.
    static func install() {
        let isFirst = isInstalled.withLock { installed in
            defer { installed = true }
            return !installed
        }
        if isFirst { atexit { ExitFlush.run() } }
    }

    private static func run() {
        guard let runtime = CurrentRuntime.value else { return }
        runtime.commits.flush()
        let left = runtime.writer.close(within: .seconds(2))
        guard !left.isEmpty else { return }
        runtime.log(
            .error, .taskNotStored, "the program ends, and \(left.count) tasks could not be stored in time",
            [.count: left.count])
    }
}

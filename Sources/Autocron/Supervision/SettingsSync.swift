import Platform
import TaskModel

/// Reads the settings that were changed in the database.
///
/// Used by the supervisor's thread.
final class SettingsSync {
    private let runtime: Runtime
    private let retry: DatabaseRetry
    private var isRequested = false

    init(_ runtime: Runtime, _ outage: DatabaseOutage) {
        self.runtime = runtime
        retry = DatabaseRetry(outage)
    }

    func request() {
        isRequested = true
    }

    /// When to try again.
    var next: MonotonicTime? { isRequested ? retry.next : nil }

    /// Reads the settings if that is requested.
    ///
    /// - Returns: Whether the runtime's configuration has changed.
    func run(_ now: MonotonicTime) -> Bool {
        guard isRequested, retry.isDue(now) else { return false }
        var hasChanged = false
        retry.attempt { () throws(StoreError) in
            hasChanged = try runtime.readSettings()
            isRequested = false
        }
        return hasChanged
    }
}

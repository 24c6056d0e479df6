import Platform
import TaskModel

/// Reads which running attempts were marked to be cancelled.
///
/// Used by the supervisor's thread.
final class CancellationDelivery {
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

    /// Reads the marks if that is requested.
    ///
    /// - Returns: The attempts whose workers are to be told.
    func run(_ now: MonotonicTime) -> [UnwantedAttempt] {
        guard isRequested, retry.isDue(now) else { return [] }
        var unwanted: [UnwantedAttempt] = []
        retry.attempt { () throws(StoreError) in
            unwanted = try runtime.store.unwantedAttempts()
            isRequested = false
        }
        return unwanted
    }
}

import Platform
import TaskModel

/// A part of ``HostDatabaseLoop`` that reads something from the database when asked to, and again until that succeeds.
///
/// Used by the loop's thread.
final class RequestedRead<Value> {
    private let retry: DatabaseRetry
    private let read: () throws(StoreError) -> Value
    private var isRequested = false

    /// - Parameters:
    ///   - outage: Reports failures.
    ///   - read: Reads.
    init(outage: DatabaseOutage, read: @escaping () throws(StoreError) -> Value) {
        retry = DatabaseRetry(outage)
        self.read = read
    }

    func request() {
        isRequested = true
    }

    /// When to try again.
    var next: MonotonicTime? { isRequested ? retry.next : nil }

    /// Reads if that is requested.
    ///
    /// - Returns: nil if there is nothing to do now, or the database refuses.
    func run(_ now: MonotonicTime) -> Value? {
        guard isRequested, retry.isDue(now) else { return nil }
        var value: Value?
        retry.attempt { () throws(StoreError) in
            value = try read()
            isRequested = false
        }
        return value
    }
}

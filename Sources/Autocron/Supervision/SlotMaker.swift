import Platform
import TaskModel

/// Makes the names of slots that the supervisor orders, and knows which of them are in use.
///
/// Used by the thread of ``HostDatabaseLoop``.
final class SlotMaker {
    private let runtime: Runtime
    private let retry: DatabaseRetry
    private var ordered = 0
    /// The slots of this pool's workers that live, or are about to be started.
    private(set) var own: Set<String> = []

    init(runtime: Runtime, outage: DatabaseOutage) {
        self.runtime = runtime
        retry = DatabaseRetry(outage)
    }

    func order(_ count: Int) {
        ordered += count
    }

    /// Records that a worker was reaped.
    func release(_ slot: String) {
        own.remove(slot)
    }

    /// When to try again.
    var next: MonotonicTime? { ordered > 0 ? retry.next : nil }

    /// Makes what is ordered, as far as the database allows.
    ///
    /// - Returns: The names.
    func run(_ now: MonotonicTime) -> [String] {
        guard ordered > 0, retry.isDue(now) else { return [] }
        var made: [String] = []
        let patience = runtime.configuration.databasePatience
        retry.attempt { () throws(StoreError) in
            while made.count < ordered { made.append(try runtime.store.makeSlot(patience: patience)) }
        }
        ordered -= made.count
        // Before the supervisor has them, so that no worker's slot is ever taken for an earlier pool's.
        own.formUnion(made)
        return made
    }
}

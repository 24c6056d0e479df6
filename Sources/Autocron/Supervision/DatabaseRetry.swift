import Platform
import TaskModel

/// When a part of ``HostDatabaseLoop`` tries again what the database refused.
///
/// Each part has its own, so the success of one part does not hide the failure of another. Used by the loop's thread.
final class DatabaseRetry {
    private let outage: DatabaseOutage
    /// When to try again; nil where nothing has failed.
    private(set) var next: MonotonicTime?

    init(_ outage: DatabaseOutage) {
        self.outage = outage
    }

    /// Whether the part may use the database now.
    func isDue(_ now: MonotonicTime) -> Bool {
        next.map { $0 <= now } ?? true
    }

    /// Uses the database.
    ///
    /// - Returns: Whether it went well; if not, ``next`` says when to try again.
    @discardableResult
    func attempt(_ body: () throws(StoreError) -> Void) -> Bool {
        do {
            try body()
            if next != nil { outage.end() }
            next = nil
            return true
        } catch {
            if next == nil { outage.begin(error) }
            next = .now() + (error.isTransient ? .milliseconds(100) : .seconds(1))
            return false
        }
    }
}

/// Reports once that the pool cannot use the database, whichever of its parts meet the failure.
final class DatabaseOutage {
    private let report: (StoreError) -> Void
    /// How many parts have failed and not succeeded since.
    private var failing = 0

    init(report: @escaping (StoreError) -> Void) {
        self.report = report
    }

    fileprivate func begin(_ error: StoreError) {
        failing += 1
        if failing == 1 { report(error) }
    }

    fileprivate func end() {
        failing -= 1
    }
}

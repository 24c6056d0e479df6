import Foundation
import SQLiteStore
import TaskModel

/// Requeues parked tasks whose functions this build has, while the workers run, once a pool is taken over.
///
/// There may be a million of them, so a thread of its own handles some at a time. A task whose arguments could not be
/// decoded is requeued only if another build has started last: this build would fail to decode them again.
final class Unparker: Sendable {
    private let runtime: Runtime
    private let host: PoolMembership
    private let build: String

    init(runtime: Runtime, host: PoolMembership, build: String) {
        self.runtime = runtime
        self.host = host
        self.build = build
    }

    func start() {
        let thread = Thread { [self] in work() }
        thread.name = "autocron.unpark"
        thread.start()
    }

    private func work() {
        var parked: ParkedTasks?
        while host.stopOrder == nil {
            do throws(StoreError) {
                if parked == nil { parked = ParkedTasks(includesUndecodable: try isNewBuild()) }
                guard let present = parked, !present.isOver else {
                    // Stored only now: if it is interrupted, the next start does everything again.
                    return try runtime.store.write { [build] connection throws(StoreError) in
                        try connection.note(build: build)
                    }
                }
                parked = try step(present)
                // Gives other writers their turn between two steps.
                usleep(2_000)
            } catch {
                guard error.code != .closed else { return }
                usleep(error.isTransient ? 100_000 : 1_000_000)
            }
        }
    }

    private func isNewBuild() throws(StoreError) -> Bool {
        try runtime.store.read { connection throws(StoreError) in try connection.lastBuild() } != build
    }

    private func step(_ present: ParkedTasks) throws(StoreError) -> ParkedTasks {
        let registry = runtime.registry
        let (further, rows) = try runtime.store.read { connection throws(StoreError) in
            var parked = present
            let rows = try parked.step(on: connection) { registry[$0] != nil }
            return (parked, rows)
        }
        guard !rows.isEmpty else { return further }
        let count = try runtime.store.write { connection throws(StoreError) in try connection.unpark(rows: rows) }
        if count > 0 { host.requestPoll() }
        return further
    }
}

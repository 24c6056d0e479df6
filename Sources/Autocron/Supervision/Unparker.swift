import Foundation
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
        var cursor: ParkedTaskCursor?
        while host.stopOrder == nil {
            do throws(StoreError) {
                if cursor == nil { cursor = ParkedTaskCursor(includesUndecodable: try isNewBuild()) }
                guard let present = cursor, !present.isOver else {
                    // Stored only now: if it is interrupted, the next start does everything again.
                    return try runtime.store.recordBuild(build)
                }
                cursor = try step(present)
                // Gives other writers their turn between two steps.
                usleep(2_000)
            } catch {
                guard error.code != .closed else { return }
                usleep(error.isTransient ? 100_000 : 1_000_000)
            }
        }
    }

    private func isNewBuild() throws(StoreError) -> Bool {
        try runtime.store.lastBuild() != build
    }

    private func step(_ present: ParkedTaskCursor) throws(StoreError) -> ParkedTaskCursor {
        var cursor = present
        let tasks = try runtime.store.parkedTasks(after: present)
        let rows = cursor.move(past: tasks) { runtime.registry[$0] != nil }
        guard !rows.isEmpty else { return cursor }
        if try runtime.store.unpark(rows: rows) > 0 { host.requestPoll() }
        return cursor
    }
}
